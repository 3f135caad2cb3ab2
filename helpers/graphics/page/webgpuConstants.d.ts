/** Named constants of WebGPU (https://www.w3.org/TR/webgpu/#namespacedef-gpubufferusage), which TypeScript's library does not have yet. */
declare const GPUBufferUsage: Readonly<Record<'MAP_READ' | 'COPY_SRC' | 'COPY_DST' | 'STORAGE' | 'QUERY_RESOLVE', number>>;
declare const GPUMapMode: Readonly<Record<'READ', number>>;
