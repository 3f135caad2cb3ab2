/** Kernel bitmaps such as `00000000,0000000f`: 32-bit words, most significant first. Pure. */

/** Numbers of the bits that are set; undefined when malformed. Source: Linux, lib/bitmap-str.c. */
export function parseBitmap(text: string): readonly number[] | undefined {
  const words = text.trim().split(',');
  if (words.length > 2048 || words.some((word) => !/^[0-9a-fA-F]{1,8}$/.test(word))) return undefined;
  return words.reverse().flatMap((word, index) => {
    const value = Number.parseInt(word, 16);
    return Array.from({ length: 32 }, (_, bit) => bit).flatMap((bit) => ((value >>> bit) & 1 ? [index * 32 + bit] : []));
  });
}
