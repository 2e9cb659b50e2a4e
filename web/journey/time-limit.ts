/** Milliseconds after which a request counts as failed, for example because a proxy accepted it and never answers. */
const TIME_LIMIT = 30_000;

export const timeLimit = (): AbortSignal => AbortSignal.timeout(TIME_LIMIT);
