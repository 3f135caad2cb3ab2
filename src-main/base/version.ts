/** Version of the product; the build replaces it from package.json, unbundled code says so. */
declare const HECATE_VERSION: string | undefined;

export const productVersion: string = typeof HECATE_VERSION === 'string' ? HECATE_VERSION : '0.0.0-unbundled';
