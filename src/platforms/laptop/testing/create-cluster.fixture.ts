import { createLaptopPlatform } from '../laptop-platform.ts';
import { createSurroundings } from '../surroundings.ts';
import { laptopInstallation, laptopRequest, laptopTools } from './laptop-request.fixture.ts';

// Creates a cluster in a process of its own, which a test can kill.
const [id, dataDirectory = ''] = process.argv.slice(2);
const tool = laptopTools.find((candidate) => candidate.id === id);
if (tool === undefined) throw new Error(`no tool is called ${String(id)}`);
const platform = createLaptopPlatform(tool, { dataDirectory, surroundings: createSurroundings(process.env) });
await platform.createCluster(laptopRequest(laptopInstallation(tool.id)));
