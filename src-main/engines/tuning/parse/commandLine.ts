/** The kernel command line as a list of parameters. */

/** Splits at white space outside of double quotes, as the kernel does; everything after `--` is for init. */
export function parseCommandLine(text: string): readonly string[] {
  const parameters: string[] = [];
  for (const match of text.matchAll(/(?:[^\s"]|"[^"]*"?)+/g)) {
    const parameter = match[0].replaceAll('"', '');
    if (parameter === '--') break;
    if (parameter !== '') parameters.push(parameter);
  }
  return parameters;
}

/** Name before the first `=`, with dashes and underscores alike, as the kernel compares them. */
export function parameterName(parameter: string): string {
  return (parameter.split('=', 1)[0] ?? '').replaceAll('-', '_');
}

/** The last parameter of that name, which is the one that counts; undefined when there is none. */
export function findParameter(parameters: readonly string[], name: string): string | undefined {
  const wanted = parameterName(name);
  return parameters.findLast((parameter) => parameterName(parameter) === wanted);
}
