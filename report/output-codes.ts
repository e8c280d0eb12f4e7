import type { CodeEntry } from './codes.ts'

/** The part of the table of codes that is about builds as a whole and what they have written, not about a place in a source. */
export type OutputCode =
  | 'nothing-matched'
  | 'use-survived'
  | 'instrument-missing'
  | 'instrument-unseen'
  | 'trace-module'
  | 'trace-runtime'
  | 'trace-generated'
  | 'trace-scope'
  | 'trace-name'
  | 'trace-word'
  | 'output-different'
  | 'output-unreadable'

export const OUTPUT_CODES: Readonly<Record<OutputCode, CodeEntry>> = {
  'nothing-matched': {
    severity: 'warning',
    title: 'Build in which no file imports telescopic',
    help: 'The plugin has seen files, and none of them uses telemetry. Another plugin may load the sources before it, the sources may lie in `node_modules`, or the build starts from files that are compiled already.',
  },
  'use-survived': {
    severity: 'error',
    title: 'Use that was not taken out',
    help: 'Telemetry is compiled out, and what is to be built still uses it: a file that the plugin was not given imports telescopic.',
  },
  'instrument-missing': {
    severity: 'error',
    title: 'Function to instrument that is not there',
    help: 'A target of `instrument` names a file, a package or a function that cannot be found, or one that no span can be put around: a constructor, or a function of a script. It is looked for in both modes.',
  },
  'instrument-unseen': {
    severity: 'warning',
    title: 'Instrumented package that is not part of the build',
    help: 'The function was found, and no module of the build holds it: the package is external, or nothing imports it. A compiler of single files, such as tsc, sees no packages at all.',
  },
  'trace-module': {
    severity: 'error',
    title: 'Output that names telescopic',
    help: 'A file that was built without telemetry imports telescopic, or has its name as a string. The file was built with telemetry on, or a plugin or compiler that is not ours has made it from the source.',
  },
  'trace-runtime': {
    severity: 'error',
    title: 'Output with the runtime in it',
    help: 'The file holds a copy of the runtime of telescopic, or of a part of it: it was bundled with telemetry on, or it bundles a package that was.',
  },
  'trace-generated': {
    severity: 'error',
    title: 'Output with a generated file in it',
    help: 'A file that `telescopic generate` has written is part of the output. The naming enums may be, since a program may use them itself; the constants, types and the catalog may not.',
  },
  'trace-scope': {
    severity: 'error',
    title: 'Output with the name of a scope',
    help: 'A string of the output is the name of a scope, with a dot in it. Where the program has that string by itself, `--allow` says so, or `--against` shows it.',
  },
  'trace-name': {
    severity: 'warning',
    title: 'Output with a name that the catalog explains',
    help: 'A key or a name of the output is a metadata key, a measurement or a generated constant of the catalog, with a dot or an underscore in it. Keys that are plain words are not looked for.',
  },
  'trace-word': {
    severity: 'info',
    title: 'Output with a word that is also a scope',
    help: 'A call is given a string that is the name of a scope without a dot. Such words occur in any program, so that this is only a note.',
  },
  'output-different': {
    severity: 'error',
    title: 'Output that differs from the plain program',
    help: 'With telemetry compiled out, every file has the bytes that the same program has without it. Both must be built by the same compiler with the same options.',
  },
  'output-unreadable': {
    severity: 'error',
    title: 'Output that was not verified',
    help: 'The file, or a map in it, could not be looked into.',
  },
}
