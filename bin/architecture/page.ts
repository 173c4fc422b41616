import { FUNCTIONS, type FunctionName } from '#lambdas/functions.ts';
import { FLOORS } from './floors.ts';
import { type Implementation, readImplementations, readPorts } from './implementations.ts';
import { TRIGGERS } from './triggers.ts';

/** Where the page is that is made of prose and of these blocks. */
export const PAGE = 'docs/architecture.md';

const NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

/** The page with each of its blocks as the code says: what stands between `<!-- code: NAME -->` and `<!-- end -->`. */
export function renewed(page: string): string {
  const ports = readPorts();
  const implementations = readImplementations(ports);
  const blocks: Readonly<Record<string, string>> = {
    diagram: diagram(ports, implementations),
    floors: floors(),
    functions: functions(),
    ports: portTable(ports, implementations),
  };
  let text = page;
  for (const [name, block] of Object.entries(blocks)) {
    const place = new RegExp(`(<!-- code: ${name} -->\n)[\\s\\S]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`${PAGE} has no place for ${name}`);
    text = text.replace(place, (_all, begin: string, end: string) => `${begin}\n${block}\n\n${end}`);
  }
  return text;
}

function diagram(ports: readonly string[], implementations: readonly Implementation[]): string {
  const triggers = [...new Set(NAMES.flatMap((name) => TRIGGERS[name]))];
  const places = [...new Set(implementations.map(({ place }) => place))];
  const group = (id: string, title: string, nodes: readonly string[]) => [
    `  subgraph ${id} ["${title}"]`,
    ...nodes.map((node) => `    ${node}`),
    '  end',
  ];
  return [
    '```mermaid',
    'flowchart LR',
    ...group(
      'triggers',
      'what happens',
      triggers.map((one) => `${idOf('on', one)}(["${one}"])`),
    ),
    ...group(
      'functions',
      'lambdas/',
      NAMES.map((name) => `${idOf('fn', name)}["${name}"]`),
    ),
    ...group('floors', 'lib/', ['http["http"]', 'app["app: use cases"]', 'core["core: pure"]']),
    ...group(
      'ports',
      'ports of app',
      ports.map((port) => `${idOf('port', port)}{{"${port}"}}`),
    ),
    ...places.flatMap((place) =>
      group(
        idOf('in', place),
        `lib/${place}/`,
        implementations.flatMap((one) =>
          one.place === place ? [`${one.className}["${one.className}"]`] : [],
        ),
      ),
    ),
    '  local["bin/local.ts: one machine"] --> http',
    ...NAMES.flatMap((name) => TRIGGERS[name].map((one) => `  ${idOf('on', one)} --> ${idOf('fn', name)}`)),
    '  functions --> http',
    '  functions --> app',
    '  http --> app --> core',
    '  app --> ports',
    ...implementations.map(({ port, className }) => `  ${idOf('port', port)} -.- ${className}`),
    '```',
  ].join('\n');
}

function floors(): string {
  return table(
    ['folder', 'may import from'],
    FLOORS.map(([from, to]) => [code(from), to.map(code).join(' ')]),
  );
}

function functions(): string {
  return table(
    ['function', 'runs on', 'does', 'memory', 'at most'],
    NAMES.map((name) => {
      const { memoryMb, timeoutSeconds, purpose } = FUNCTIONS[name];
      return [code(name), TRIGGERS[name].join(', '), purpose, `${memoryMb} MB`, `${timeoutSeconds} s`];
    }),
  );
}

function portTable(ports: readonly string[], implementations: readonly Implementation[]): string {
  return table(
    ['port', 'implemented by'],
    ports.map((port) => {
      const by = implementations.filter((one) => one.port === port);
      return [code(port), by.map(({ className, place }) => `${code(className)} (${place})`).join(', ')];
    }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function idOf(kind: string, name: string): string {
  return `${kind}_${name.replaceAll(/[^A-Za-z0-9]/g, '_')}`;
}
