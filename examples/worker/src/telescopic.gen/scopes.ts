// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: ee9b1dd81705c34c5fb026c9409b9f90dbbc278499d29fa2c2934d19dceed1af
// format: 1

export type * from './types.js';

/**
 * Calls, also those that failed.
 *
 * Counter.
 *
 * @see scopes.yaml#L8
 */
export const TOOL_CALLS = 'tool.calls';

/**
 * A tool, from the call to its result.
 *
 * Span.
 *
 * @see scopes.yaml#L6
 */
export const TOOL_EXECUTION = 'tool.execution';

/**
 * Size of a result.
 *
 * Event.
 *
 * @see scopes.yaml#L7
 */
export const TOOL_RESULT_SIZE = 'tool.result_size';

/** Every name of the catalog. */
export type ScopeName =
  | 'tool.calls'
  | 'tool.execution'
  | 'tool.result_size';
