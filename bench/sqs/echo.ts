// The limit: what node:http can do for a JSON request and answer of this size when there is nothing to do. `node echo.ts PORT`
import { createServer } from "node:http";

const server = createServer({ noDelay: true, keepAliveTimeout: 90_000 }, (request, response) => {
  let text = "";
  request.on("data", (chunk) => {
    text += chunk;
  });
  request.on("end", () => {
    const { MessageBody } = JSON.parse(text);
    response.setHeader("Content-Type", "application/x-amz-json-1.0");
    response.end(
      JSON.stringify({
        QueueUrl: "http://127.0.0.1/000000000000/bench",
        MessageId: "00000000-0000-4000-8000-000000000000",
        MD5OfMessageBody: "0123456789abcdef0123456789abcdef",
        Messages: [{ ReceiptHandle: "0123456789abcdef0123456789abcdef", Body: MessageBody }],
      }),
    );
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("listening"));
