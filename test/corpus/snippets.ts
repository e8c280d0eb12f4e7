// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of programs
/**
 * Small programs with telemetry in them, each with the program that a hand leaves. They hold what other people's code
 * has too seldom to be met by chance. `§` is a number of its own, `T` the file's `tele`.
 */
export interface Snippet {
  readonly form: string
  readonly code: string
  readonly twin: string
  /** Needs `await`. */
  readonly awaits?: true
  /** Needs `return`. */
  readonly returns?: true
}

const row = (form: string, code: string, twin: string, more: Partial<Snippet> = {}): Snippet => ({
  form,
  code,
  twin,
  ...more,
})
const same = (form: string, code: string): Snippet => row(form, code, code)

export const SNIPPETS: readonly Snippet[] = [
  row('if without braces', "if (String(1)) T.count('hit');", 'if (String(1)) ;'),
  row(
    'if and else without braces',
    "if (String(1)) T.count('hit'); else String(2);",
    'if (String(1)) ; else String(2);',
  ),
  row(
    'else if',
    "if (String(1)) String(2); else if (String(3)) T.count('hit'); else T.gauge('depth', 1);",
    'if (String(1)) String(2); else if (String(3)) ;',
  ),
  row('block', "{ T.count('hit'); }", '{ }'),
  row(
    'labelled loop',
    "l§: for (let i = 0; i < 2; i++) { T.count('hit'); for (;;) { T('job', () => { String(i) }); continue l§; } }",
    'l§: for (let i = 0; i < 2; i++) { for (;;) { { String(i) } continue l§; } }',
  ),
  row('label on a call', "l§: T.count('hit');", 'l§: ;'),
  row('loop without braces', "for (const i of [1]) T.gauge('depth', i);", 'for (const i of [1]) ;'),
  row('do without braces', "do T.count('hit'); while (!Date);", 'do ; while (!Date);'),
  row('comma expression', "String(1), T.count('hit'), String(2);", 'String(1), void 0, String(2);'),
  row('for heads', "for (T.count('hit'); !Date; T.count('hit')) String(1);", 'for (void 0; !Date; void 0) String(1);'),
  row(
    'default parameters',
    "function f§(a = T('job', () => String(1)), { b = T.count('hit') } = { b: void 0 }) { return [a, b]; }\nf§();",
    'function f§(a = String(1), { b = void 0 } = { b: void 0 }) { return [a, b]; }\nf§();',
  ),
  row(
    'template holes',
    "`${T('job', () => String(1))} ${T.count('hit')} ${T.enabled ? 'on' : 'off'}`;",
    "`${String(1)} ${void 0} ${'off'}`;",
  ),
  row('optional chains', "T('job', () => ({ a: [1] }))?.a?.[T('job', () => 0)];", '({ a: [1] })?.a?.[0];'),
  row('arrow that reports', "const f§ = () => T.count('hit');\nf§();", 'const f§ = () => void 0;\nf§();'),
  row(
    'generator',
    "function* g§() { T.count('hit'); const a: unknown = yield T('job', () => 1); yield* T('job', () => [a]); }\n[...g§()];",
    'function* g§() { const a: unknown = yield 1; yield* [a]; }\n[...g§()];',
  ),
  row(
    'async generator',
    "async function* g§() { for await (const a of T('job', () => [1])) { using s = T('job'); s.count('retries'); yield a; } }\nvoid g§;",
    'async function* g§() { for await (const a of [1]) { yield a; } }\nvoid g§;',
  ),
  row(
    'class',
    "class C§ { static a = T('job', () => 1); #b = T.wrap('job', () => this.c); get c() { T.count('hit'); return this.#b; } static { T.count('hit'); this.a++; } @T.traced('job') async *['d']() { yield 1 } }\nvoid C§;",
    "class C§ { static a = 1; #b = () => this.c; get c() { return this.#b; } static { this.a++; } async *['d']() { yield 1 } }\nvoid C§;",
  ),
  row(
    'class without semicolons',
    "class C§ {\n  a = T('job', () => 1)\n  @T.traced('job')\n  b() { T.count('hit') }\n  static\n  c = T('job', () => 2)\n}\nvoid C§;",
    'class C§ {\n  a = 1\n  b() { }\n  static\n  c = 2\n}\nvoid C§;',
  ),
  row(
    'traced class, field and accessors',
    "@T.traced('job')\nclass C§ {\n  @T.traced('job') static a = () => String(1);\n  @T.traced('job', { model: 'm' }) get b() { return 1 }\n  @T.traced('job')\n  set b(_: number) {}\n  @T.traced('job') accessor c = () => 2;\n}\nvoid C§;",
    'class C§ {\n  static a = () => String(1);\n  get b() { return 1 }\n  set b(_: number) {}\n  accessor c = () => 2;\n}\nvoid C§;',
  ),
  row(
    'bound metrics',
    "const b§ = T.counter('hit', { tier: 'l1' }), d§ = T.histogram('bytes');\nb§.add(); d§.record(2); const f§ = () => b§.add(3, { ratio: 0.5 });\nvoid f§;",
    'const f§ = () => void 0;\nvoid f§;',
  ),
  row(
    'value of a block in a variable',
    "const f§ = (n: number) => { const total = T('job', (span) => { let sum§ = n; sum§ += 1; span.count('retries'); return sum§; }); return total; };\nvoid f§;",
    'const f§ = (n: number) => { let sum§ = n; sum§ += 1; const total = sum§; return total; };\nvoid f§;',
  ),
  row(
    'value of a block that is assigned',
    "let a§ = 1;\na§ = T('job', () => { const b§ = a§ + 1; return b§ * 2; });",
    'let a§ = 1;\n{ const b§ = a§ + 1; a§ = b§ * 2; }',
  ),
  row(
    'while enabled',
    'while (T.enabled) String(1);\nconst v§ = Date.length;\nif (v§ && T.enabled) String(2);',
    'const v§ = Date.length;',
  ),
  row(
    'switch',
    "switch (T('job', () => 1)) { case T('job', () => 2): T.count('hit'); default: { using s = T('job'); s.count('retries') } }",
    'switch (1) { case 2: default: { } }',
  ),
  row(
    'try',
    "try { T.count('hit'); String(1); } catch { T.count('hit'); } finally { T.count('hit'); }",
    'try { String(1); } catch { } finally { }',
  ),
  row(
    'span in try',
    "const s§ = T('job', { model: 'm' });\ntry { s§.count('retries'); String(1); } finally { s§.end(); }",
    'try { String(1); } finally { }',
  ),
  row(
    'return stays in its function',
    "T('job', () => { if (String(1)) return; String(2); });",
    '(() => { if (String(1)) return; String(2); })();',
  ),
  row(
    'nested spans',
    "T('job', (a) => { a.count('retries'); T('job', (b) => { b.count('retries'); String(1); a.end(); }); });",
    '{ { String(1); } }',
  ),
  row('function by name', "function w§() { return 1; }\nT('job', w§);", 'function w§() { return 1; }\nw§();'),
  row(
    'method taken off',
    "const o§ = { m() { return this } };\nT('job', () => o§.m)();",
    'const o§ = { m() { return this } };\n(0, o§.m)();',
  ),
  row(
    'enabled as a value',
    'const e§ = T.enabled, n§ = !T.enabled;\nvoid [e§, n§];',
    'const e§ = false, n§ = true;\nvoid [e§, n§];',
  ),
  row(
    'enabled decides',
    'if (!T.enabled) { String(1); }\nif (T.enabled) { String(2); } else { String(3); }\nif (T.enabled || String(4)) String(5);',
    '{ String(1); }\n{ String(3); }\nif (String(4)) String(5);',
  ),
  row('var behind enabled', 'if (T.enabled) { var v§ = 1; }\nvoid v§;', 'if (false) { var v§ = 1; }\nvoid v§;'),
  row(
    'async arrow',
    "const f§ = async () => T('job', async () => String(1));\nvoid f§;",
    'const f§ = async () => String(1);\nvoid f§;',
  ),
  row(
    'promise that nobody awaits',
    "const f§ = async () => { try { return T('job', async () => String(1)); } catch { return; } };\nvoid f§;",
    'const f§ = async () => { try { return (async () => String(1))(); } catch { return; } };\nvoid f§;',
  ),
  row(
    'await in a block',
    "const f§ = async () => { await T('job', async (s) => { s.count('retries'); await null; String(1); }); String(2); };\nvoid f§;",
    'const f§ = async () => { { await null; String(1); } String(2); };\nvoid f§;',
  ),
  row(
    'no semicolons',
    "let a§ = 1\nT.count('hit')\n;[2].forEach((b) => (a§ += b))\nT('job', () => String(a§))\n;(() => a§)()",
    'let a§ = 1\n;[2].forEach((b) => (a§ += b))\nString(a§)\n;(() => a§)()',
  ),
  row(
    'a template behind',
    "let a§ = String(1)\nT.count('hit');`x${a§}`.trim()",
    'let a§ = String(1)\n;`x${a§}`.trim()',
  ),
  row(
    'a regular expression behind',
    "let a§ = 2, g§ = 1\nT.count('hit');/a/g.test(String(a§ + g§))",
    'let a§ = 2, g§ = 1\n;/a/g.test(String(a§ + g§))',
  ),
  row('increment behind', "let a§ = 2\nT.count('hit')\n++a§", 'let a§ = 2\n++a§'),
  same('name in a text', "void ['tele.count(1)', `T.count('hit')`.length, /T\\.count/];"),
  same('another object', "const o§ = { tele: { count(_: string) {} }, T: 1 };\no§.tele.count('hit');"),
]

/** Names that shadow: what they call is the program's own, and stays. `N` is the file's name for `tele`. */
export const SHADOWS: readonly Snippet[] = [
  same(
    'shadowed by a parameter',
    "((N: any) => { N.count('hit'); N('job', () => 1); })(Object.assign(() => 1, { count() {} }));",
  ),
  same('shadowed by a constant', "{ const N = { count(_: string) {} }; N.count('hit'); }"),
  same('shadowed by a function', "{ function N(_: string) { return N } N('job'); }"),
  same('shadowed in a catch', "try { String(1) } catch (N: any) { N.count('hit') }"),
  same('shadowed by a var', '(function () { if (Date) { var N: any = Object; } return N.name; })();'),
  same('shadowed by a class', '{ class N { static count(_: string) {} } N.count("hit"); }'),
  same('shadowed by a loop', 'for (const N of [[1]]) { N.push(2); }'),
  row(
    'shadowed and not',
    "{ const f = (N: any) => N.count('hit'); N.count('hit'); void f; }",
    "{ const f = (N: any) => N.count('hit'); void f; }",
  ),
]
