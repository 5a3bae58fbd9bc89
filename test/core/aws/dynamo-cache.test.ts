// The DynamoDB cache under the contract of all caches: against dynalite in process, or the endpoint of DYNAMO_TEST_ENDPOINT.
import { describeCache } from "../../contracts/cache.ts";
import { openDynamoStore } from "./open-dynamo-store.ts";

describeCache("DynamoDB", () => openDynamoStore());
