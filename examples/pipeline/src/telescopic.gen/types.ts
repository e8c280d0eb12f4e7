// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: caaebf4c0aa01b47e7450e4b38626fa5ab7d00e47c961c2f04c895072de22172
// format: 1

import type { CounterScope, EventScope, GaugeScope, HistogramScope, SpanScope } from 'telescopic';
import type { CacheTier, RunStatus } from './names.js';

/** Metadata of `api.generate`. */
export interface ApiGenerateMetadata {
  /** Whether the answer came without work of the model. */
  cached?: boolean;
  /** Name of the model that is asked. */
  model: string;
}

/** Metadata of `api.generate.output_tokens` and 1 more. */
export interface ApiGenerateOutputTokensMetadata {
  /** Name of the model that is asked. */
  model: string;
}

/** Metadata of `cache.hit` and 1 more. */
export interface CacheHitMetadata {
  /** The part of the answer cache that is meant. */
  cache_tier: CacheTier | `${CacheTier}`;
}

/** Metadata of `pipeline.execute`. */
export interface PipelineExecuteMetadata {
  /** How many batches may be in flight at a time. */
  concurrency: number;
}

/** Metadata of `pipeline.execute.batch`. */
export interface PipelineExecuteBatchMetadata {
  /** The jobs of a batch by name, such as tides#2. */
  jobs?: readonly string[];
}

/** Metadata of `pipeline.finished`. */
export interface PipelineFinishedMetadata {
  /** How a run ended: partial when a text had nothing to say. */
  run_status: RunStatus | `${RunStatus}`;
}

/** Metadata of `pipeline.plan`. */
export interface PipelinePlanMetadata {
  /** How many jobs a batch holds. */
  batch_size: number;
  /** How many chunks the texts were split into. */
  chunk_count?: number;
}

/** Metadata of `pipeline.run`. */
export interface PipelineRunMetadata {
  /** How a run ended: partial when a text had nothing to say. */
  run_status?: RunStatus | `${RunStatus}`;
  /** How many texts a run is about. */
  source_count: number;
}

/** Metadata of `pipeline.sources`. */
export interface PipelineSourcesMetadata {
  /** How many files are read. */
  file_count: number;
}

/** Measurements of `pipeline.finished`. */
export interface PipelineFinishedMeasurements {
  /**
   * Tokens that the model read.
   * Unit: `{token}`.
   */
  input_tokens: number;
  /**
   * Jobs of the plan.
   * Unit: `{job}`.
   */
  jobs: number;
  /**
   * Tokens that the model wrote.
   * Unit: `{token}`.
   */
  output_tokens: number;
}

declare module 'telescopic' {
  interface Catalog {
    'api.generate': SpanScope<ApiGenerateMetadata>;
    'api.generate.output_tokens': HistogramScope<ApiGenerateOutputTokensMetadata>;
    'api.retry': CounterScope<ApiGenerateOutputTokensMetadata>;
    'cache.eviction': CounterScope;
    'cache.hit': CounterScope<CacheHitMetadata>;
    'cache.key': SpanScope;
    'cache.miss': CounterScope;
    'cache.size': GaugeScope<CacheHitMetadata>;
    'chunk.tokens': HistogramScope;
    'model.rank': SpanScope;
    'pipeline.envelope': SpanScope;
    'pipeline.envelope.answers': CounterScope;
    'pipeline.execute': SpanScope<PipelineExecuteMetadata>;
    'pipeline.execute.batch': SpanScope<PipelineExecuteBatchMetadata>;
    'pipeline.execute.replies': CounterScope;
    'pipeline.finished': EventScope<PipelineFinishedMeasurements, PipelineFinishedMetadata>;
    'pipeline.plan': SpanScope<PipelinePlanMetadata>;
    'pipeline.plan.split': SpanScope;
    'pipeline.plan.token_efficiency': GaugeScope;
    'pipeline.run': SpanScope<PipelineRunMetadata>;
    'pipeline.sources': SpanScope<PipelineSourcesMetadata>;
    'queue.depth': GaugeScope;
    'source.size': HistogramScope;
    'tokens.estimate': SpanScope;
  }
}
