// A job store around a real one that fails, and lets something happen just before a call, on demand.
import type { JobStore } from "../ports.ts";
import { createFaults, type Faults } from "./faults.ts";

type Method = Exclude<keyof JobStore, "close">;

export type FaultyStore = JobStore & Faults<Method>;

export function createFaultyStore(store: JobStore): FaultyStore {
  const { faults, disturb } = createFaults<Method>("store");
  const around =
    <Arguments extends unknown[], Result>(method: Method, call: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      await disturb(method);
      return await call(...given);
    };
  return {
    create: around("create", store.create),
    get: around("get", store.get),
    update: around("update", store.update),
    list: around("list", store.list),
    search: around("search", store.search),
    countJobs: around("countJobs", store.countJobs),
    putResult: around("putResult", store.putResult),
    getResult: around("getResult", store.getResult),
    deleteResult: around("deleteResult", store.deleteResult),
    putStep: around("putStep", store.putStep),
    getStep: around("getStep", store.getStep),
    deleteStep: around("deleteStep", store.deleteStep),
    putLock: around("putLock", store.putLock),
    getLock: around("getLock", store.getLock),
    getDocument: around("getDocument", store.getDocument),
    putDocument: around("putDocument", store.putDocument),
    deleteDocument: around("deleteDocument", store.deleteDocument),
    listDocuments: around("listDocuments", store.listDocuments),
    putRequest: around("putRequest", store.putRequest),
    getRequest: around("getRequest", store.getRequest),
    deleteRequest: around("deleteRequest", store.deleteRequest),
    putDeadLetter: around("putDeadLetter", store.putDeadLetter),
    getDeadLetter: around("getDeadLetter", store.getDeadLetter),
    listDeadLetters: around("listDeadLetters", store.listDeadLetters),
    addCounts: around("addCounts", store.addCounts),
    getCounts: around("getCounts", store.getCounts),
    ping: around("ping", store.ping),
    close: () => store.close(),
    ...faults,
  };
}
