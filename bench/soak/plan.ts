// What the clients ask for: so many jobs of each kind, the same in every run.

/** One request to the API. Its idempotency key makes it safe to repeat, and its job's id the same in every run. */
export type Request = { path: string; body: unknown; key: string; jobs: number; run?: true };

const DAY_SECONDS = 86_400;
const GROUP = 3;

const TEXT = `The strait's tidal array fed the grid for the first time on Monday, its operator said. Eight rotors turn at the
foot of the cliffs and feed 4 megawatts at spring tide. The operator wants to add eight more before the winter.`;

type Kind = { share: number; make: (number: number, key: string) => Omit<Request, "key"> };

const job = (type: string, number: number, query = ""): Omit<Request, "key"> => ({
  path: `/jobs/${type}${query}`,
  body: { number },
  jobs: 1,
});

/** Shares of a hundred. */
const kinds: readonly Kind[] = [
  { share: 38, make: (number) => job("soak:plain", number) },
  { share: 14, make: (number) => job("soak:steps", number) },
  // Of equal ones those that come while the first has not ended are the first.
  { share: 10, make: (number) => job("soak:unique", Math.floor(number / 30)) },
  { share: 6, make: (number) => job("soak:flaky", number) },
  { share: 2, make: (number) => job("soak:doomed", number) },
  { share: 2, make: (number) => job("soak:snoozing", number) },
  { share: 6, make: (number) => job("soak:followed", number) },
  { share: 6, make: (number) => job("soak:plain", number, `?delaySeconds=${1 + (number % 10)}`) },
  // For tomorrow: it is scheduled, and somebody runs it now.
  {
    share: 4,
    make: (number) => ({ ...job("soak:plain", number, `?delaySeconds=${DAY_SECONDS}`), run: true }),
  },
  {
    share: 9,
    make: (number) => ({
      path: "/groups",
      body: {
        jobs: Array.from({ length: GROUP }, () => ({ type: "soak:plain", payload: { number } })),
        followUps: [{ type: "soak:plain", payload: { number }, when: "ended" }],
      },
      jobs: GROUP,
    }),
  },
  {
    share: 3,
    make: (number) => ({
      path: "/briefings",
      body: {
        topic: `Tidal power ${number}`,
        sources: [{ kind: "text", title: "Corran Gazette", text: TEXT }],
        deliver: [{ email: `reader-${number}@example.org` }],
      },
      jobs: 1,
    }),
  },
];

/** Of each kind by its share, mixed. */
export function makePlan(jobs: number): Request[] {
  const wheel = kinds.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  const plan: Request[] = [];
  for (let number = 0, made = 0; made < jobs; number++) {
    // 37 has no factor in common with 100: every hundred requests have each place of the wheel once.
    const kind = wheel[(number * 37) % wheel.length];
    if (!kind) throw new Error("the shares are not a hundred");
    const key = `soak ${number}`;
    const request = { ...kind.make(number, key), key };
    plan.push(request);
    made += request.jobs;
  }
  return plan;
}

export const SCHEDULES = ["soak-a", "soak-b"] as const;
export const scheduleBody = { type: "soak:plain", payload: { number: 0 }, cron: "* * * * *" };
