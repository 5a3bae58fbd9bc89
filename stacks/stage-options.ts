// What one stage may choose for itself, in the environment of the deploy or in `.env.<stage>`, which SST reads.
export type StageOptions = {
  /** Off for accounts whose concurrency limit is 10: they cannot reserve any. MaximumConcurrency still holds. */
  reserveConcurrency: boolean;
  /** Gets an e-mail for each alarm, once its owner has confirmed the subscription. */
  alarmEmail: string | undefined;
};

/** @throws Error that names the variable, its value and what it may be. */
export function readStageOptions(env: Record<string, string | undefined> = process.env): StageOptions {
  const { RESERVE_CONCURRENCY: reserve = "on", ALARM_EMAIL: email = "" } = env;
  if (reserve !== "on" && reserve !== "off") {
    throw new Error(`RESERVE_CONCURRENCY=${reserve} must be "on" (the default) or "off"`);
  }
  if (email !== "" && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw new Error(`ALARM_EMAIL=${email} must be an e-mail address; leave it out for none`);
  }
  return { reserveConcurrency: reserve === "on", alarmEmail: email === "" ? undefined : email };
}
