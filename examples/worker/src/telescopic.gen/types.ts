// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: ee9b1dd81705c34c5fb026c9409b9f90dbbc278499d29fa2c2934d19dceed1af
// format: 1

import type { CounterScope, EventScope, SpanScope } from 'telescopic';
import type { Tool } from './names.js';

/** Metadata of `tool.calls` and 2 more. */
export interface ToolCallsMetadata {
  /** Name of the tool. */
  tool: Tool | `${Tool}`;
}

/** Measurements of `tool.result_size`. */
export interface ToolResultSizeMeasurements {
  /** Unit: `By`. */
  bytes: number;
}

declare module 'telescopic' {
  interface Catalog {
    'tool.calls': CounterScope<ToolCallsMetadata>;
    'tool.execution': SpanScope<ToolCallsMetadata>;
    'tool.result_size': EventScope<ToolResultSizeMeasurements, ToolCallsMetadata>;
  }
}
