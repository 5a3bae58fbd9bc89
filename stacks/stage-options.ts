// What one stage may choose for itself, in the environment of the deploy or in `.env.<stage>`, which SST reads.

export type StageOptions = {
  /** AWS's name of the region. Never the shell's AWS_REGION. */
  region: string;
  /** Jobs at the same time; left out for the default of core/settings.ts. */
  concurrency: number | undefined;
  /** Off for accounts whose concurrency limit is 10: they cannot reserve any. MaximumConcurrency still holds. */
  reserveConcurrency: boolean;
  /** Address that gets an e-mail for each alarm, once its owner has confirmed the subscription. */
  alarmEmail: string | undefined;
  /** The sender of briefings that are delivered by e-mail. Left out, the stage sends none. */
  emailFrom: string | undefined;
  /** A verified identity of this account and region that covers the sender: the address or its domain. Left out, one is made. */
  emailIdentity: string | undefined;
};

const DEFAULT_REGION = "us-east-1";

/** @throws Error that names the variable, its value and what it may be. */
export function readStageOptions(env: Record<string, string | undefined> = process.env): StageOptions {
  const { STAGE_REGION: region = "", RESERVE_CONCURRENCY: reserve = "on" } = env;
  if (region !== "" && !/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(region)) {
    throw new Error(
      `STAGE_REGION=${region} must be a region such as eu-central-1; leave it out for ${DEFAULT_REGION}`,
    );
  }
  if (reserve !== "on" && reserve !== "off") {
    throw new Error(`RESERVE_CONCURRENCY=${reserve} must be "on" (the default) or "off"`);
  }
  return {
    region: region || DEFAULT_REGION,
    concurrency: readConcurrency(env.STAGE_CONCURRENCY),
    reserveConcurrency: reserve === "on",
    alarmEmail: readAddress("ALARM_EMAIL", env.ALARM_EMAIL),
    ...readSender(env.EMAIL_FROM, env.EMAIL_IDENTITY),
  };
}

const ADDRESS = /^[^\s@<>"]+@[^\s@<>"]+$/;

function readAddress(name: string, address = ""): string | undefined {
  if (address === "") return undefined;
  if (ADDRESS.test(address)) return address;
  throw new Error(`${name}=${address} must be an e-mail address; leave it out for none`);
}

function readSender(from?: string, identity = ""): Pick<StageOptions, "emailFrom" | "emailIdentity"> {
  const emailFrom = readAddress("EMAIL_FROM", from);
  if (identity === "") return { emailFrom, emailIdentity: undefined };
  if (emailFrom === undefined) {
    throw new Error(`EMAIL_IDENTITY=${identity} is set and EMAIL_FROM is not; set the address that sends`);
  }
  const domain = emailFrom.slice(emailFrom.indexOf("@") + 1);
  if (identity === emailFrom || domain === identity || domain.endsWith(`.${identity}`)) {
    return { emailFrom, emailIdentity: identity };
  }
  throw new Error(
    `EMAIL_IDENTITY=${identity} does not cover EMAIL_FROM=${emailFrom}; name the address itself, its domain, or a domain above it`,
  );
}

/** MaximumConcurrency of an event source mapping takes 2 to 1,000. */
function readConcurrency(text = ""): number | undefined {
  if (text === "") return undefined;
  const concurrency = Number(text);
  if (Number.isInteger(concurrency) && concurrency >= 2 && concurrency <= 1_000) return concurrency;
  throw new Error(`STAGE_CONCURRENCY=${text} must be a whole number from 2 to 1000; leave it out for 5`);
}

const PRODUCTION = "production";

/**
 * Whether a stage is the protected one, which keeps its data.
 * @throws Error for a name that looks like it and is not: that stage would be removed with all its data.
 */
export function isProduction(stage: string | undefined): boolean {
  if (stage === PRODUCTION) return true;
  if (stage !== undefined && /^(prod|prd|production|live)($|[^a-z])/i.test(stage)) {
    throw new Error(
      `the stage "${stage}" would not be protected: only "${PRODUCTION}", spelt so, keeps its queues, its table and its logs. Use --stage ${PRODUCTION}, or a name that does not begin like it`,
    );
  }
  return false;
}
