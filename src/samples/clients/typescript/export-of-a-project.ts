// Exports the vegetation of a scene of one's own, with a generated client. Arguments: the URLs of the files with its red and
// near infrared bands, below the import folder of the service. The environment has LANDFALL_URL and LANDFALL_TOKEN.
import { createHash, randomUUID } from 'node:crypto';
import {
  Configuration, ExportRequest, ExportsApi, ProblemFromJSON, ProjectsApi, ResponseError, ScenesApi, Status, ToolsApi,
} from './landfall';

async function main(red: string, nir: string): Promise<void> {
  const configuration = new Configuration({
    basePath: process.env.LANDFALL_URL,
    accessToken: process.env.LANDFALL_TOKEN,
  });
  const exports = new ExportsApi(configuration);

  const scene = await new ScenesApi(configuration).registerScene({
    idempotencyKey: randomUUID(),
    sceneRegistration: { name: 'Coast', bands: [{ name: 'red', href: red }, { name: 'nir', href: nir }] },
  });
  console.log(`scene    ${scene.id}, ${scene.crs}`);

  const project = await new ProjectsApi(configuration).createProject({
    idempotencyKey: randomUUID(),
    projectRequest: { name: 'Coast', scenes: [{ sceneId: scene.id }] },
  });
  console.log(`project  ${project.id}, version ${project.version}`);

  // (nir - red) / (nir + red): map algebra goes as the JSON that it is.
  const inputs = [{ type: 'src', id: 'nir' }, { type: 'src', id: 'red' }];
  const tool = await new ToolsApi(configuration).createTool({
    idempotencyKey: randomUUID(),
    toolRequest: {
      name: 'Vegetation',
      definition: { apply: '/', args: [{ apply: '-', args: inputs }, { apply: '+', args: inputs }] },
    },
  });
  console.log(`tool     ${tool.id}, of ${tool.inputs}`);

  const exportRequest: ExportRequest = {
    name: 'Vegetation of the coast',
    source: {
      toolId: tool.id,
      inputs: { nir: { projectId: project.id, band: 'nir' }, red: { projectId: project.id, band: 'red' } },
    },
    outputProjection: 3857,
    resolution: 60,
  };
  const estimate = await exports.estimateExport({ exportRequest });
  console.log(`estimate ${estimate.grid.width} x ${estimate.grid.height} pixels, ${estimate.bytes} bytes`);

  let one = await exports.submitExport({ exportRequest, idempotencyKey: randomUUID(), prefer: 'wait=30' });
  while (one.status !== Status.Success && one.status !== Status.Error) {
    one = await exports.getExport({ id: one.id, prefer: 'wait=30' });
  }
  console.log(`export   ${one.id}, ${one.status}`);
  if (one.status === Status.Error) {
    throw new Error(one.error?.detail);
  }
  for (const file of (await exports.listFiles({ id: one.id })).files) {
    const copy = Buffer.from(await (await exports.getFile({ id: one.id, name: file.name })).arrayBuffer());
    if (copy.length !== file.bytes || createHash('sha256').update(copy).digest('hex') !== file.sha256) {
      throw new Error(`${file.name} did not come as it is`);
    }
    console.log(`file     ${file.name}, ${copy.length} bytes, right`);
  }

  try {
    await exports.estimateExport({ exportRequest: { ...exportRequest, resolution: -1 } });
  } catch (refusal) {
    if (!(refusal instanceof ResponseError)) {
      throw refusal;
    }
    const problem = ProblemFromJSON(await refusal.response.json());
    console.log(`refused  ${problem.status} at ${problem.errors[0].pointer}: ${problem.errors[0].detail}`);
    return;
  }
  throw new Error('A resolution below 0 was taken');
}

main(process.argv[2], process.argv[3]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
