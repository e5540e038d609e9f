import { ownerOf } from '../../ownership/owner.ts';
import { kindName, type PresentObject } from '../../present/read-present.ts';
import { ClusterIndex, isDefinition, isNamespace, uidOf } from './cluster-index.ts';
import { findMadeNamespaces, isOfKinds, makesNamespaces, type MadeNamespace } from './find-places.ts';
import { findLeases, findMadeDefinitions, findSpread, sayPresent, type Trace } from './find-traces.ts';
import { FoundJudgement } from './judge-found.ts';
import { judgeClaims, keptPasswords, type JudgedClaim } from './judge-data.ts';
import { findReleased } from './find-released.ts';
import { foundBefore, judgeNamespaces } from './judge-namespaces.ts';
import { notesOn } from './notes.ts';
import { isSigned, sayOwner } from './owners.ts';
import { servicesBehind } from './services-behind.ts';
import { unseenKinds, unseenTypes } from './unseen.ts';
import { stageOf } from './stage-of.ts';
import { Verdicts } from './verdicts.ts';
import { stages, type Removal, type RemovalCase } from '../removal.ts';

/** What an uninstall removes from a cluster, in which order, and what it leaves, and why. Changes nothing. */
export function judgeRemoval(given: RemovalCase): Removal {
  return new Judgement(given).judge();
}

class Judgement {
  readonly #given: RemovalCase;
  readonly #index: ClusterIndex;
  /** Names of kinds whose definitions are ours. */
  readonly #ownKinds: ReadonlySet<string>;
  readonly #madeDefinitions: readonly Trace[];
  readonly #made: readonly MadeNamespace[];
  /** Namespaces of which an earlier attempt removed what they were made of, by name. */
  readonly #marked: ReadonlyMap<string, PresentObject>;
  /** Names of the namespaces that controllers made of an object. */
  readonly #madePlaces: ReadonlySet<string>;
  /** Names of the namespaces where Kubeflow is. */
  readonly #places: ReadonlySet<string>;
  readonly #claims: readonly JudgedClaim[];
  #passwords: ReturnType<typeof keptPasswords> = [];
  readonly #verdicts: Verdicts;
  /** Of a Kubeflow that MLAnywhere did not install. */
  readonly #found: FoundJudgement | undefined;

  constructor(given: RemovalCase) {
    this.#given = given;
    const index = new ClusterIndex(given);
    this.#index = index;
    this.#madeDefinitions = findMadeDefinitions(index);
    const released = index.all.filter((object) => given.found?.objects.has(uidOf(object)) === true);
    const definitions = [
      ...[...index.ours, ...index.marked, ...released].filter(isDefinition),
      ...this.#madeDefinitions.map(({ object }) => object),
    ];
    this.#ownKinds = new Set(definitions.map(({ metadata: { name } }) => name));
    const isOwnKind = (object: PresentObject): boolean => isOfKinds(object, this.#ownKinds);
    this.#made = findMadeNamespaces(index, { effects: given.effects, isOwnKind });
    this.#marked = new Map(index.marked.filter(isNamespace).map((object) => [object.metadata.name, object]));
    this.#madePlaces = new Set([...this.#marked.keys(), ...this.#made.map(({ namespace }) => namespace.metadata.name)]);
    this.#places = new Set([...this.#madePlaces, ...index.sentNamespaces.keys()]);
    this.#verdicts = new Verdicts({ index, made: this.#made, marked: this.#marked });
    this.#found = given.found && new FoundJudgement({ found: given.found, index, verdicts: this.#verdicts });
    this.#claims = judgeClaims(index, { places: this.#placesOfWish(), data: given.wish.data });
  }

  judge(): Removal {
    for (const { object, from } of this.#index.takenOver)
      this.#verdicts.keep(
        object,
        this.#found === undefined
          ? `${from} owned it before MLAnywhere took it over: remove it there`
          : `${from} owns it: remove it there`,
      );
    this.#keepAroundUnseen();
    this.#judgeData();
    this.#found?.keepDifferent('others');
    this.#judgeGuests();
    this.#judgeCustomObjects();
    this.#judgeTraces();
    for (const object of this.#index.ours)
      if (!isNamespace(object)) this.#verdicts.remove(object, { stage: stageOf(object) });
    this.#judgePods();
    this.#judgeWebhooks();
    this.#found?.keepDifferent('webhooks');
    judgeNamespaces({
      ...this.#given,
      index: this.#index,
      verdicts: this.#verdicts,
      made: this.#made,
      marked: this.#marked,
      leaves: (object, because) => this.#leaves(object, because),
    });
    const order = Object.keys(stages);
    const goes = [...this.#verdicts.goes.values()].sort(
      (one, other) => order.indexOf(one.stage) - order.indexOf(other.stage),
    );
    const keeps = [...this.#verdicts.keeps.values()];
    const claims = this.#claims.map(({ object, ...claim }) => ({ ...claim, owners: this.#ownersThatGo(object) }));
    const passwords = this.#passwords.map(({ object: secret, claims: opens }) => ({ ...secret, opens }));
    const released = findReleased({
      index: this.#index,
      verdicts: this.#verdicts,
      made: this.#made,
      isOfOthers: (object) => this.#isOfOthers(object),
    });
    return {
      goes,
      keeps,
      claims,
      passwords,
      released,
      unseen: unseenKinds(this.#given),
      notes: notesOn({ ...this.#given, goes, keeps, released }),
    };
  }

  /** Whatever is of a kind that may not be listed would go with its definition or its namespace. */
  #keepAroundUnseen(): void {
    for (const { type } of unseenTypes(this.#given)) {
      const kind = kindName(type);
      const because = `it can have objects of ${kind}, which the account may not list`;
      for (const definition of this.#index.ours.filter(isDefinition))
        if (definition.metadata.name === kind) this.#verdicts.keep(definition, because);
      if (!type.namespaced) continue;
      for (const namespace of this.#index.ours.filter(isNamespace)) this.#verdicts.keep(namespace, because);
      for (const { namespace } of this.#made) this.#verdicts.keepPlace(namespace, because);
    }
  }

  /** A wish for what is left over is about namespaces that go, not about those of users. */
  #placesOfWish(): ReadonlySet<string> {
    if (this.#given.wish.planned === undefined) return this.#places;
    return new Set([...this.#index.ours.filter(isNamespace).map(({ metadata }) => metadata.name), ...this.#madePlaces]);
  }

  /** Data that stays keeps its namespace, what made that namespace, and the passwords that open it. */
  #judgeData(): void {
    for (const { object, goes } of this.#claims) {
      if (goes) {
        this.#verdicts.remove(object, { stage: 'data' });
        continue;
      }
      this.#verdicts.keep(object, 'data stays unless you name it');
      this.#verdicts.keepPlace(object, `the data of ${sayPresent(object)} stays`);
    }
    this.#passwords = keptPasswords(this.#index, this.#claims);
    for (const { object, claims } of this.#passwords)
      this.#verdicts.keep(
        object,
        `it opens the data of ${claims.join(' and ')}, which ${claims.length === 1 ? 'stays' : 'stay'}`,
      );
  }

  /** Of the kinds that go: what users made, what is ours, and what belongs to others and keeps its kind. */
  #judgeCustomObjects(): void {
    const isOwned = (object: PresentObject): boolean => this.#index.ownersOf(object).length > 0;
    const custom = this.#index.all
      .filter((object) => isOfKinds(object, this.#ownKinds))
      .sort((one, other) => Number(isOwned(one)) - Number(isOwned(other)));
    const foreign = new Set(custom.filter((object) => this.#isOfOthers(object)));
    this.#found?.keepUsed(custom.filter((object) => foreign.has(object) || this.#isByPeopleInBasis(object)));
    for (const object of foreign) this.#verdicts.keepWithKind(object, 'it is not of this installation');
    const usedGroups = new Set([...foreign].map(({ type }) => type.group));
    for (const object of custom) {
      // Cluster-wide objects, an issuer for one, serve those of others in the same group.
      const servesOthers = object.metadata.namespace === undefined && usedGroups.has(object.type.group);
      if (servesOthers && this.#isByPeople(object) && this.#found?.isOfBasis(object) !== false)
        this.#verdicts.keepWithKind(object, 'objects of others can depend on it');
      else if (!this.#verdicts.keeps.has(object) && !this.#staysUntilTaken(object)) this.#removeCustom(object);
    }
  }

  /** Whether a custom object of a Kubeflow that MLAnywhere did not install stays: without its word, or with its owner. */
  #staysUntilTaken(object: PresentObject): boolean {
    if (this.#found === undefined || this.#isSent(object)) return false;
    const owners = this.#index.ownersOf(object);
    const kept = owners.find((owner) => this.#verdicts.keeps.has(owner));
    if (kept !== undefined) this.#verdicts.keepWithKind(object, `${sayPresent(kept)} stays`);
    if (owners.length > 0) return kept !== undefined;
    const word = this.#isOfUsers(object) ? 'users' : 'programs';
    return this.#found.leaves(object, word, `${sayOwner(object)} made it, and no release has it`);
  }

  /** An issuer for one, that a person made for all of the cluster. */
  #isByPeopleInBasis(object: PresentObject): boolean {
    const isWide = object.metadata.namespace === undefined;
    return isWide && this.#isByPeople(object) && this.#found?.isOfBasis(object) === true;
  }

  /** Outside of Kubeflow's places, or of a tool that signs what it installs. */
  #isOfOthers(object: PresentObject): boolean {
    if (this.#isSent(object) || this.#index.ownersOf(object).some((one) => this.#isSent(one))) return false;
    const { namespace } = object.metadata;
    return isSigned(object, this.#given) || (namespace !== undefined && !this.#places.has(namespace));
  }

  /** Software that a tool installed into a namespace that would go with what it was made of. */
  #judgeGuests(): void {
    for (const object of this.#index.all) {
      if (!this.#isInMade(object) || this.#isSent(object)) continue;
      if (isSigned(object, this.#given))
        this.#verdicts.keepPlace(object, `${sayPresent(object)} of ${sayOwner(object)} is in its namespace`);
      else if (ownerOf(object.metadata).kind === 'tool' && this.#index.ownersOf(object).length === 0)
        this.#found?.leaves(object, 'users', `${sayOwner(object)} made it`);
    }
  }

  #isByPeople(object: PresentObject): boolean {
    return !this.#isSent(object) && ownerOf(object.metadata).kind === 'tool';
  }

  #isSent(object: PresentObject): boolean {
    return this.#index.ours.includes(object);
  }

  #removeCustom(object: PresentObject): void {
    const makes = makesNamespaces(object, this.#given);
    const users = this.#isOfUsers(object);
    const stage = makes ? 'profiles' : users ? 'user-objects' : 'custom-resources';
    this.#verdicts.remove(object, { stage, ...(users && { users }) });
  }

  #isOfUsers(object: PresentObject): boolean {
    if (this.#isSent(object) || this.#index.ownersOf(object).length > 0) return false;
    return makesNamespaces(object, this.#given) || this.#isByPeople(object) || this.#isInMade(object);
  }

  #isInMade({ metadata }: PresentObject): boolean {
    return this.#madePlaces.has(metadata.namespace ?? '');
  }

  #judgeTraces(): void {
    for (const { object, because } of this.#madeDefinitions)
      if (!this.#leaves(object, because)) this.#verdicts.remove(object, { stage: 'definitions', because });
    for (const object of this.#index.marked.filter((one) => !isNamespace(one)))
      this.#verdicts.remove(object, { stage: isDefinition(object) ? 'definitions' : 'traces', because: foundBefore });
    const going = new Set(this.#goingPlaces());
    for (const { object, because } of [...findLeases(this.#index), ...findSpread(this.#index, this.#given)])
      if (!going.has(object.metadata.namespace ?? '') && !this.#leaves(object, because))
        this.#verdicts.remove(object, { stage: 'traces', because });
  }

  /** Whether what a program made stays, because no release has it and nobody took it. */
  #leaves(object: PresentObject, because: string): boolean {
    return this.#found?.leaves(object, 'programs', because) === true;
  }

  /** Pods of programs that go: rights and settings stay until they have ended. */
  #judgePods(): void {
    for (const pod of this.#index.ofKind('pods'))
      if (this.#index.ownersOf(pod).some((owner) => this.#verdicts.goes.get(owner)?.stage === 'workloads'))
        this.#verdicts.remove(pod, { stage: 'workloads', follows: true });
  }

  /** Webhooks and APIs that programs registered, and that nobody answers any more. */
  #judgeWebhooks(): void {
    const services = new Set(
      [...this.#verdicts.goes.keys()]
        .filter(({ type }) => kindName(type) === 'services')
        .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`),
    );
    for (const object of this.#index.all) {
      const behind = servicesBehind(object, this.#index.contentOf(object));
      if (behind.length === 0 || !behind.every((service) => services.has(service))) continue;
      const isDead = !behind.some((service) => this.#given.answering.has(service));
      const stage = isDead ? 'dead-webhooks' : 'webhooks';
      if (this.#verdicts.goes.has(object)) this.#verdicts.goes.set(object, { ...object, stage });
      else if (ownerOf(object.metadata).kind === 'program' || this.#found?.differs(object) === true)
        this.#verdicts.remove(object, { stage, because: `its service ${behind[0] ?? ''} goes` });
    }
  }

  #goingPlaces(): string[] {
    return this.#index.ours
      .filter((object) => isNamespace(object) && !this.#verdicts.keeps.has(object))
      .map(({ metadata }) => metadata.name);
  }

  #ownersThatGo(claim: PresentObject): string[] {
    if (this.#verdicts.goes.has(claim)) return [];
    return this.#index
      .ownersOf(claim)
      .filter((owner) => this.#verdicts.goes.has(owner))
      .map(sayPresent);
  }
}
