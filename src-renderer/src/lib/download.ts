/** Getting text out of the window. */

/** Lets the user save `text` as a file; the shell or the browser asks where. */
export function saveTextFile(fileName: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The download has started by the time the click handler returned, but Chromium reads the blob a little later.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}

/** Copies text; false when the browser refuses, so that the caller can say so. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No permission, or a page without a secure context (http on another host): nothing was copied.
    return false;
  }
}
