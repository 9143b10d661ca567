// Delivers an export to a bucket of one's own and by link, with a generated client. Arguments: the id of a scene and one of its
// bands. The environment has LANDFALL_URL, LANDFALL_TOKEN, BUCKET, BUCKET_ENDPOINT, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
import { randomUUID } from 'node:crypto';
import {
  Configuration, DeliveryConfigRequestTypeEnum, DeliveryConfigsApi, ExportDestinationTypeEnum, ExportRequest, ExportsApi, Status,
} from './landfall';

async function main(scene: string, band: string): Promise<void> {
  const configuration = new Configuration({
    basePath: process.env.LANDFALL_URL,
    accessToken: process.env.LANDFALL_TOKEN,
  });
  const configs = new DeliveryConfigsApi(configuration);
  const exports = new ExportsApi(configuration);

  const config = await configs.createDeliveryConfig({
    idempotencyKey: randomUUID(),
    deliveryConfigRequest: {
      name: 'Our bucket',
      type: DeliveryConfigRequestTypeEnum.S3,
      bucket: process.env.BUCKET,
      prefix: 'typescript/{exportId}',
      endpoint: process.env.BUCKET_ENDPOINT,
      accessKeyId: process.env.AWS_ACCESS_KEY_ID,
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    },
  });
  const check = await configs.checkDeliveryConfig({ id: config.id });
  console.log(`bucket   ${config.bucket}, ${check.status}`);

  const exportRequest: ExportRequest = {
    source: { scenes: [scene], bands: [band] },
    delivery: [{ deliveryConfigId: config.id }, { type: ExportDestinationTypeEnum.Http }],
  };
  let one = await exports.submitExport({ exportRequest, idempotencyKey: randomUUID(), prefer: 'wait=30' });
  while (one.status !== Status.Success && one.status !== Status.Error) {
    one = await exports.getExport({ id: one.id, prefer: 'wait=30' });
  }
  console.log(`export   ${one.id}, ${one.status}`);
  for (const each of one.deliveries) { // each destination ends by itself
    console.log(`delivery ${each.type}, ${each.status}, ${each.error?.detail ?? each.location}`);
  }
  if (one.status !== Status.Success) {
    throw new Error(`Not everywhere: ${one.statusReason}`);
  }
  await configs.deleteDeliveryConfig({ id: config.id });
}

main(process.argv[2], process.argv[3]).catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
