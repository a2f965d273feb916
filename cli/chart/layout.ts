import type { ElkExtendedEdge, ElkNode } from 'elkjs';
import { ANYWHERE, type Arrow, arrowsOf } from './arrows.ts';
import { headerHeight, headerWidth, LABEL_LINE } from './geometry.ts';
import { type Chart, type ChartState, statesOf } from './model.ts';
import { textWidth } from './text-width.ts';

/** A place in the picture: left, top, width, height. */
export type Box = readonly [x: number, y: number, width: number, height: number];

/** Where everything is, in pixels: states by their ids, arrows by theirs. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly states: Readonly<Record<string, Box>>;
  readonly arrows: Readonly<
    Record<string, { readonly points: readonly (readonly [number, number])[]; readonly label: Box }>
  >;
}

const OPTIONS = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.spacing.nodeNodeBetweenLayers': '26',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.spacing.nodeNode': '32',
  'elk.spacing.edgeNode': '20',
  'elk.spacing.edgeEdge': '14',
  'elk.spacing.edgeLabel': '4',
  'elk.padding': '[top=8,left=8,right=8,bottom=8]',
} as const;

export type Direction = 'DOWN' | 'RIGHT';

/** The chart as a graph for the Eclipse Layout Kernel, with the sizes of all boxes and labels. */
export function toElk(chart: Chart, direction: Direction = 'DOWN'): ElkNode {
  const arrows = arrowsOf(chart);
  const parents = parentsOf(chart.root);
  const edgesIn = (id: string) => arrows.filter((arrow) => holderOf(arrow, parents) === id).map(edgeOf);
  const nodeOf = (state: ChartState): ElkNode => {
    const [width, height] = [headerWidth(state), headerHeight(state)];
    const node = { id: state.id, edges: edgesIn(state.id) };
    if (state.states.length === 0) return { ...node, width, height };
    const layoutOptions = {
      'elk.padding': `[top=${height + 16},left=34,right=22,bottom=18]`,
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width}, ${height + 20})`,
    };
    return { ...node, children: state.states.map(nodeOf), layoutOptions };
  };
  const anywhere = arrows.some(({ source }) => source === ANYWHERE) ? [{ id: ANYWHERE, width: 96, height: 28 }] : [];
  return {
    id: chart.root.id,
    children: [...chart.root.states.map(nodeOf), ...anywhere],
    edges: edgesIn(chart.root.id),
    layoutOptions: { ...OPTIONS, 'elk.direction': direction },
  };
}

/** What the layout kernel gave back, without all that nobody draws. */
export function fromElk(graph: ElkNode): Layout {
  const nodes = (graph.children ?? []).flatMap(withInner);
  const edges = [graph, ...nodes].flatMap((node) => node.edges ?? []);
  return {
    width: Math.ceil(graph.width ?? 0),
    height: Math.ceil(graph.height ?? 0),
    states: Object.fromEntries(nodes.map((node) => [node.id, boxOf(node)])),
    arrows: Object.fromEntries(
      edges.map((edge) => [edge.id, { points: pointsOf(edge), label: boxOf(edge.labels?.[0]) }]),
    ),
  };
}

function edgeOf({ id, source, target, labels }: Arrow): ElkExtendedEdge {
  if (labels.length === 0) return { id, sources: [source], targets: [target], labels: [] };
  const width = Math.max(...labels.map((label) => textWidth(label, 'label'))) + 16;
  const height = labels.length * LABEL_LINE + 5;
  const layoutOptions = { 'elk.edgeLabels.inline': String(source !== target), 'elk.edgeLabels.placement': 'CENTER' };
  return {
    id,
    sources: [source],
    targets: [target],
    labels: [{ text: labels.join('\n'), width, height, layoutOptions }],
  };
}

function parentsOf(root: ChartState): Map<string, string> {
  const pairs = statesOf(root).flatMap((state) => state.states.map((inner) => [inner.id, state.id] as const));
  return new Map([...pairs, [ANYWHERE, root.id]]);
}

/** The innermost state that holds both ends: the kernel wants each edge there. */
function holderOf({ source, target }: Arrow, parents: ReadonlyMap<string, string>): string {
  const lineage = (id: string | undefined): string[] => (id === undefined ? [] : [id, ...lineage(parents.get(id))]);
  const above = source === target ? lineage(parents.get(source)) : lineage(source);
  return lineage(target).find((id) => above.includes(id))!;
}

const withInner = (node: ElkNode): ElkNode[] => [node, ...(node.children ?? []).flatMap(withInner)];

function boxOf({ x = 0, y = 0, width = 0, height = 0 }: Partial<ElkNode> = {}): Box {
  return [round(x), round(y), round(width), round(height)];
}

function pointsOf({ sections = [] }: ElkExtendedEdge): [number, number][] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].map(({ x, y }): [number, number] => [round(x), round(y)]),
  );
}

/** Half a pixel is all that anyone sees. */
const round = (length: number) => Math.round(length * 2) / 2;
