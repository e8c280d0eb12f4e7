// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: caaebf4c0aa01b47e7450e4b38626fa5ab7d00e47c961c2f04c895072de22172
// format: 1

export type * from './types.js';

/**
 * One request to the model.
 *
 * Span.
 *
 * @see scopes.yaml#L71
 */
export const API_GENERATE = 'api.generate';

/**
 * Length of an answer.
 *
 * Histogram in `{token}`.
 *
 * @see scopes.yaml#L75
 */
export const API_GENERATE_OUTPUT_TOKENS = 'api.generate.output_tokens';

/**
 * Requests sent again because the model was busy.
 *
 * Counter.
 *
 * @see scopes.yaml#L81
 */
export const API_RETRY = 'api.retry';

/**
 * Answers moved from the recent to the older tier.
 *
 * Counter.
 *
 * @see scopes.yaml#L99
 */
export const CACHE_EVICTION = 'cache.eviction';

/**
 * Answers found in the cache.
 *
 * Counter.
 *
 * @see scopes.yaml#L92
 */
export const CACHE_HIT = 'cache.hit';

/**
 * Hashing a prompt into the key of its answer.
 *
 * Span.
 *
 * @see scopes.yaml#L108
 */
export const CACHE_KEY = 'cache.key';

/**
 * Answers that the cache did not have.
 *
 * Counter.
 *
 * @see scopes.yaml#L96
 */
export const CACHE_MISS = 'cache.miss';

/**
 * Answers that a tier holds.
 *
 * Gauge in `{answer}`.
 *
 * @see scopes.yaml#L103
 */
export const CACHE_SIZE = 'cache.size';

/**
 * Estimated tokens of a chunk.
 *
 * Histogram in `{token}`.
 *
 * @see scopes.yaml#L119
 */
export const CHUNK_TOKENS = 'chunk.tokens';

/**
 * Scoring the sentences of one chunk.
 *
 * Span.
 *
 * @see scopes.yaml#L86
 */
export const MODEL_RANK = 'model.rank';

/**
 * Putting the replies together into the result.
 *
 * Span.
 *
 * @see scopes.yaml#L54
 */
export const PIPELINE_ENVELOPE = 'pipeline.envelope';

/**
 * Answers that were good enough to return.
 *
 * Counter in `{answer}`.
 *
 * @see scopes.yaml#L57
 */
export const PIPELINE_ENVELOPE_ANSWERS = 'pipeline.envelope.answers';

/**
 * Executing all batches.
 *
 * Span.
 *
 * @see scopes.yaml#L41
 */
export const PIPELINE_EXECUTE = 'pipeline.execute';

/**
 * One batch, from its first job to its last answer.
 *
 * Span.
 *
 * @see scopes.yaml#L45
 */
export const PIPELINE_EXECUTE_BATCH = 'pipeline.execute.batch';

/**
 * Jobs that were answered, from the cache or by the model.
 *
 * Counter in `{reply}`.
 *
 * @see scopes.yaml#L50
 */
export const PIPELINE_EXECUTE_REPLIES = 'pipeline.execute.replies';

/**
 * A run has its result. The correlation id is the id of the plan.
 *
 * Event.
 *
 * @see scopes.yaml#L61
 */
export const PIPELINE_FINISHED = 'pipeline.finished';

/**
 * Splitting the texts into chunks and grouping the questions to them into batches.
 *
 * Span.
 *
 * @see scopes.yaml#L29
 */
export const PIPELINE_PLAN = 'pipeline.plan';

/**
 * The part of planning that splits the texts.
 *
 * Span.
 *
 * @see scopes.yaml#L33
 */
export const PIPELINE_PLAN_SPLIT = 'pipeline.plan.split';

/**
 * How full the chunks are, from 0 to 1. Low values waste requests.
 *
 * Gauge in `1`.
 *
 * @see scopes.yaml#L37
 */
export const PIPELINE_PLAN_TOKEN_EFFICIENCY = 'pipeline.plan.token_efficiency';

/**
 * A whole run, from the texts to the envelope.
 *
 * Span.
 *
 * @see scopes.yaml#L21
 */
export const PIPELINE_RUN = 'pipeline.run';

/**
 * Reading the texts of a folder.
 *
 * Span.
 *
 * @see scopes.yaml#L25
 */
export const PIPELINE_SOURCES = 'pipeline.sources';

/**
 * Batches that wait for their turn.
 *
 * Gauge in `{batch}`.
 *
 * @see scopes.yaml#L128
 */
export const QUEUE_DEPTH = 'queue.depth';

/**
 * Length of a text file.
 *
 * Histogram in `By`.
 *
 * @see scopes.yaml#L114
 */
export const SOURCE_SIZE = 'source.size';

/**
 * Estimating the tokens of a text.
 *
 * Span.
 *
 * @see scopes.yaml#L124
 */
export const TOKENS_ESTIMATE = 'tokens.estimate';

/** Every name of the catalog. */
export type ScopeName =
  | 'api.generate'
  | 'api.generate.output_tokens'
  | 'api.retry'
  | 'cache.eviction'
  | 'cache.hit'
  | 'cache.key'
  | 'cache.miss'
  | 'cache.size'
  | 'chunk.tokens'
  | 'model.rank'
  | 'pipeline.envelope'
  | 'pipeline.envelope.answers'
  | 'pipeline.execute'
  | 'pipeline.execute.batch'
  | 'pipeline.execute.replies'
  | 'pipeline.finished'
  | 'pipeline.plan'
  | 'pipeline.plan.split'
  | 'pipeline.plan.token_efficiency'
  | 'pipeline.run'
  | 'pipeline.sources'
  | 'queue.depth'
  | 'source.size'
  | 'tokens.estimate';
