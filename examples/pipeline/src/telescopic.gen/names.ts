// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: caaebf4c0aa01b47e7450e4b38626fa5ab7d00e47c961c2f04c895072de22172
// format: 1

/**
 * The part of the answer cache that is meant.
 *
 * @see scopes.yaml#L8
 */
export enum CacheTier {
  RECENT = 'recent',
  OLDER = 'older'
}

/**
 * How a run ended: partial when a text had nothing to say.
 *
 * @see scopes.yaml#L15
 */
export enum RunStatus {
  OK = 'ok',
  PARTIAL = 'partial'
}
