// The DynamoDB store under the contract of all stores: against dynalite in process, or the endpoint of DYNAMO_TEST_ENDPOINT.
import { describeJobStore } from "../../contracts/job-store.ts";
import { openDynamoStore } from "./open-dynamo-store.ts";

describeJobStore("DynamoDB", () => openDynamoStore());
