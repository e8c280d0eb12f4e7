// Generated from scopes.yaml by `telescopic generate`. Do not edit: change the catalog and run the command again.
// source-sha256: ee9b1dd81705c34c5fb026c9409b9f90dbbc278499d29fa2c2934d19dceed1af
// format: 1

/**
 * Name of the tool.
 *
 * @see scopes.yaml#L4
 */
export enum Tool {
  MEASURE = 'measure',
  DIVIDE = 'divide'
}
