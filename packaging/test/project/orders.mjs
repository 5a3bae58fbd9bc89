// A handler of the project: it fails for orders without an id.
export async function handler({ Records }) {
  const failed = Records.filter(({ body }) => JSON.parse(body).orderId === undefined);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
