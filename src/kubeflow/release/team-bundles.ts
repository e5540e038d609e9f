/** A bundle that several servers share. */
export interface SharedBundle {
  readonly name: string;
  readonly version: string;
  /** Of the whole bundle, as its release has it. */
  readonly digest: string;
  readonly source: string;
}

type Named = Pick<SharedBundle, 'name' | 'version'>;

/** Where servers that share a database keep their releases. The directory of each is a copy of it. */
export interface SharedBundles {
  list(): Promise<readonly SharedBundle[]>;
  /** Undefined when it was removed meanwhile. */
  read(bundle: Named): Promise<Buffer | undefined>;
  write(entry: SharedBundle, bundle: Uint8Array): Promise<void>;
  remove(bundle: Named): Promise<void>;
}
