// All job types of the second app.
import type { CreateJobTypes } from "../../core/job-types.ts";
import { countWords } from "./count-words.ts";

export const createJobTypes: CreateJobTypes = () => [countWords];
