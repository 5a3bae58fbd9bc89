// What a job type, a job id and a step may be called.

/** Such a name is part of messages, records, keys and log lines. */
export const NAME = /^[\w:.-]{1,100}$/;
