/** The import rules of docs/architecture.md. scripts/checkImports.test.ts plants violations to prove that they bite. */
const node =
  '^(node:|assert|buffer|child_process|cluster|crypto|dgram|dns|events|fs|http|http2|https|net|os|path|perf_hooks|process|readline|stream|tls|tty|url|util|v8|vm|worker_threads|zlib)(/|$)';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-import-nothing',
      severity: 'error',
      from: { path: '^src-main/contracts/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^(src-main/contracts/|node_modules/zod/)' },
    },
    {
      name: 'base-imports-nothing',
      severity: 'error',
      from: { path: '^src-main/base/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^src-main/base/' },
    },
    {
      name: 'engines-are-pure',
      severity: 'error',
      from: { path: '^src-main/engines/', pathNot: '(\\.test\\.ts$|/testSupport/)' },
      to: {
        pathNot: '^(src-main/(contracts|base)/|src-main/host/port\\.ts$|src-main/services/ports\\.ts$|src-main/engines/|node_modules/zod/)',
      },
    },
    {
      name: 'engines-know-no-other-engine',
      severity: 'error',
      from: { path: '^src-main/engines/([^/]+)/', pathNot: '(\\.test\\.ts$|/testSupport/)' },
      to: { path: '^src-main/engines/', pathNot: '^src-main/engines/$1/' },
    },
    {
      name: 'no-node-in-engines',
      severity: 'error',
      from: { path: '^src-main/engines/', pathNot: '\\.test\\.ts$' },
      to: { path: node, dependencyTypes: ['core'] },
    },
    {
      name: 'electron-only-in-the-shell',
      severity: 'error',
      from: { pathNot: '^(src-main/app/|src-main/transports/electronIpc|src-preload/|helpers/graphics/|e2e/)' },
      to: { path: '^(electron$|node_modules/electron/)' },
    },
    {
      name: 'renderer-stays-inside',
      severity: 'error',
      from: { path: '^src-renderer/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^(src-main|src-preload|helpers)/', pathNot: '^src-main/contracts/' },
    },
    {
      name: 'preload-is-a-pipe',
      severity: 'error',
      from: { path: '^src-preload/' },
      to: { path: '^(src-main|src-renderer|helpers)/', pathNot: '^src-main/contracts/' },
    },
    {
      name: 'executor-knows-no-engine',
      severity: 'error',
      from: { path: '^helpers/executor/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src-main|src-renderer|src-preload|helpers)/', pathNot: '^(src-main/(contracts|base|transports)/|helpers/executor/)' },
    },
    {
      name: 'monitor-knows-no-engine',
      severity: 'error',
      from: { path: '^src-main/monitor/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(src-main/(engines|daemon|cli|app)/|helpers/)' },
    },
    {
      name: 'monitor-loads-no-zod',
      severity: 'error',
      from: { path: '^src-main/monitor/', pathNot: '(\\.test\\.ts$|/testSupport/)' },
      // The list of metrics is plain data, and says so at its head.
      to: { path: '^(node_modules/zod/|src-main/contracts/(?!metrics\\.ts$))', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
