/**
 * Device names with `*`. No regular expression: a device may call itself
 * anything, and the time must not depend on what.
 */

/** True when the name is the pattern, where each `*` stands for any text, also none. At most pattern × name steps. */
export function matchesWildcard(pattern: string, name: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  while (at < name.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      inPattern += 1;
      resume = at;
    } else if (pattern[inPattern] === name[at]) {
      inPattern += 1;
      at += 1;
    } else if (star === -1) {
      return false;
    } else {
      // Only the last star needs another try: an earlier one could not match more.
      resume += 1;
      at = resume;
      inPattern = star + 1;
    }
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}

/** No patterns means every device. */
export function isWatched(patterns: readonly string[], name: string): boolean {
  return patterns.length === 0 || patterns.some((pattern) => matchesWildcard(pattern, name));
}
