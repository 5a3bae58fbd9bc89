// Every cap of the domain in one place, each with its reason.

const KB = 1024;
const MB = 1024 * KB;
const SECOND = 1_000;

export const limits = {
  fetch: {
    /** One address, redirects and body included. A page that takes longer is not worth the reader's wait. */
    perSourceMs: 15 * SECOND,
    /** One attempt to connect; a host has several addresses to try within `perSourceMs`. */
    connectMs: 5 * SECOND,
    /** All fetching of a job: leaves a 5 minute job the time to write. */
    allSourcesMs: 100 * SECOND,
    /** Browsers follow 20; news sites need about 3. */
    redirects: 5,
    /** Of the feeds that a page names, how many are tried: the others are mostly of sections. */
    namedFeeds: 5,
    /** Pages that send their readers on by a meta element, one after the other. */
    refreshes: 2,
    /** Decompressed. The largest news pages have about 3 MB, the largest podcast feeds about 8 MB. */
    bodyBytes: 8 * MB,
    /** Response headers; Node's own default is 16 KB too. */
    headerBytes: 16 * KB,
    /** Requests at once to one host: what a browser's polite cousin would do. */
    perHost: 2,
    /** Requests at once in all: sockets and memory of a 1 GB function. */
    atOnce: 8,
    /** RFC 9309 asks for at least 500 KiB of robots.txt to be read. */
    robotsBytes: 500 * KB,
    robotsMs: 5 * SECOND,
    /** RFC 9309: a cached robots.txt should not be used for more than a day. An hour notices changes sooner. */
    robotsTrustMs: 3_600 * SECOND,
    /** A remembered answer larger than this is not kept: a store's item holds 400 KB. */
    cacheEntryBytes: 200 * KB,
  },
  read: {
    /** CPU time for one page or feed. Ordinary ones take 20 ms, the largest 300 ms. */
    cpuMs: 1_100,
    /** Readability's time grows steeply with depth: 2,000 nested divs took 180 s. Real pages stay below 60. */
    htmlDepth: 120,
    /** Real articles have 500 to 8,000. */
    htmlElements: 30_000,
    /** Each becomes a node. A long article that writes every letter as an entity has about 60,000. */
    htmlEntities: 150_000,
    /** Of one tag. */
    htmlAttributes: 2_000,
    /** HTML left once scripts, styles and comments are gone. */
    htmlChars: 3 * MB,
    /** Of a feed, after decoding. */
    feedChars: 8 * MB,
    /** Entries read from one feed, newest first. */
    feedEntries: 100,
    /** A guid is an address at most: a longer one is taken for none. */
    entryIdChars: 2_048,
    /** One entry's HTML that is turned into text. */
    feedEntryChars: 200 * KB,
    /** About 10,000 English words: what matters in a news text stands before. Longer ones are cut and counted. */
    textChars: 60_000,
    titleChars: 300,
    /** Fewer words than this are not an article. */
    minArticleWords: 30,
    /** A feed entry's own text this long counts as the full text, so its page is not fetched. */
    fullEntryWords: 150,
    /** An excerpt with fewer words says nothing. */
    minExcerptWords: 6,
  },
  select: {
    /** Pages fetched for feed entries, in all. */
    feedPages: 30,
    /** Entries of one feed that become documents, when few feeds are given. */
    entriesPerFeed: 12,
    /** Documents given to a generator. */
    documents: 60,
    /** Feed entries older than this, counted from the newest of their feed, are left out. */
    feedWindowDays: 14,
  },
  keep: {
    /** Of one step, as it is kept. The engine takes `settings.jobs.maxStepBytes`. */
    bytes: 256 * KB,
    /** Retries come within some hours, redrives days later: news that old are fetched anew. */
    trustMs: 6 * 3_600 * SECOND,
    /** While a batch is waited for, which takes a day at most: its answer is about what was read before. */
    batchTrustMs: 26 * 3_600 * SECOND,
  },
  deliver: {
    /** A webhook, from the connection to the head of its answer. The specification asks for 15 to 30 s. */
    webhookMs: 20 * SECOND,
    /** A result has at most 400 KB (`settings.jobs.maxItemBytes`), and an envelope around it. */
    webhookBytes: 512 * KB,
    /** As it is sent, both parts encoded. Mail servers mostly take 10 MB and more. */
    emailBytes: 5 * MB,
    subjectChars: 200,
  },
  write: {
    /** Sentences compared with each other: their number squared is the cost. */
    sentences: 600,
  },
} as const;
