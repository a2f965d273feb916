import { describe, expect, it } from 'vitest';
import { formattedLines } from '../../../cli/containers/formatted.ts';
import { parseTemplate } from '../../../cli/containers/template.ts';
import { UsageError } from '../../../cli/errors.ts';

const FIELDS = {
  ID: 'abc',
  Labels: 'a=b=c,d=e',
  State: { Status: 'running', Pid: 7, Paused: false },
  Config: { Env: ['A=1', 'B=2'], Labels: { 'x.y': 'z' } },
  Networks: { second: { IPAddress: '10.0.0.2' }, bridge: { IPAddress: '10.0.0.1' } },
  Mounts: [
    { Source: '/a', Options: ['ro', 'rw'] },
    { Source: '/b', Options: [] },
  ],
  Nothing: null,
};

describe('a template', () => {
  it.each([
    ['{{.ID}}', 'abc'],
    ['{{ .ID }}: {{.State.Status}}', 'abc: running'],
    ['{{.ID}}\\t{{.State.Pid}}\\n', 'abc\t7\n'],
    ['{{json .State}}', '{"Status":"running","Pid":7,"Paused":false}'],
    ['{{json .}}', JSON.stringify(FIELDS)],
    ['{{upper .ID}}{{len .Config.Env}}{{println .ID}}', 'ABC2abc\n'],
    ['{{.Config.Env}} {{.State.Paused}}', '[A=1 B=2] false'],
    ['{{.Config.Labels}}', 'map[x.y:z]'],
    ['{{join .Config.Env ", "}}', 'A=1, B=2'],
    ['{{index .Config.Labels "x.y"}}', 'z'],
    ['{{.Label "a"}}', 'b=c'],
    ['{{.Label "none"}}', ''],
    ['{{range .Config.Env}}<{{.}}>{{end}}', '<A=1><B=2>'],
    ['{{range .Networks}}{{.IPAddress}} {{end}}', '10.0.0.1 10.0.0.2 '],
    ['{{range .Mounts}}{{.Source}}:{{range .Options}}{{.}},{{end}};{{end}}!', '/a:ro,rw,;/b:;!'],
    ['{{range .Nothing}}never{{end}}{{.ID}}', 'abc'],
    ['{{(index .Mounts 0).Source}} {{index .Mounts 0 "Options" 1}}', '/a rw'],
    ['{{range $i, $e := .Config.Env}}{{if $i}}, {{end}}{{$i}}={{$e}}{{end}}', '0=A=1, 1=B=2'],
    [
      '{{range $name, $net := .Networks}}{{$name}} -> {{$net.IPAddress}};{{end}}',
      'bridge -> 10.0.0.1;second -> 10.0.0.2;',
    ],
    ['{{if .State.Paused}}paused{{else if eq .State.Status "running"}}up{{else}}down{{end}}', 'up'],
    ['{{with .Nothing}}{{.}}{{else}}nothing of {{$.ID}}{{end}}', 'nothing of abc'],
    ['{{.ID | upper | printf "%-5s|"}}', 'ABC  |'],
    ['{{$x := .ID}}{{$x = "new"}}{{$x}} {{- "" }} {{/* nothing */ -}} !', 'new !'],
    ['no field at all', 'no field at all'],
  ])('%s is filled in as Go does it: %j', (text, filled) => {
    expect(parseTemplate(text, 'ps')(FIELDS)).toBe(filled);
  });

  it.each([
    ['{{range .Config.Env}}{{.}}', 'unexpected EOF'],
    ['{{.ID}}{{end}}', 'unexpected {{end}}'],
    ['{{range .ID}}{{.}}{{end}}', "range can't iterate over abc"],
    ['{{range .Nope}}{{.}}{{end}}', "can't evaluate field Nope"],
  ])('%s is told to be no template: %s', (text, words) => {
    expect(() => parseTemplate(text, 'ps')(FIELDS)).toThrow(words);
  });

  it.each(['{{define "x"}}y{{end}}', '{{template "x"}}', '{{ID}}', '{{.ID', '{{.ID | nope}}'])(
    '%s is refused',
    (text) => {
      expect(() => parseTemplate(text, 'ps')).toThrow(UsageError);
    },
  );

  it.each(['{{.Nope}}', '{{.State.Nope}}', '{{.ID.Length}}', '{{.constructor}}'])(
    '%s is told to be no field',
    (text) => {
      expect(() => parseTemplate(text, 'ps')(FIELDS)).toThrow(/can't evaluate field/);
    },
  );
});

describe('a list', () => {
  it('is left to its own columns where no format is named', () => {
    expect(formattedLines([FIELDS], {}, 'ps')).toBeUndefined();
    expect(formattedLines([FIELDS], { format: 'table' }, 'ps')).toBeUndefined();
  });

  it("has a head where its template is a table, in docker's words", () => {
    const rows = [{ ID: 'abc', Names: 'web', RunningFor: '2 days ago' }];
    const format = 'table {{.ID}}\\t{{.Names}}\\t{{.RunningFor}}';
    expect(formattedLines(rows, { format }, 'ps')).toEqual([
      'CONTAINER ID   NAMES   CREATED',
      'abc            web     2 days ago',
    ]);
  });

  it.each(['table{{.ID}}', 'table {{.ID}} '])('is a table by %j as well', (format) => {
    expect(formattedLines([{ ID: 'abc' }], { format }, 'ps')).toEqual(['CONTAINER ID', 'abc']);
  });

  it('is one document a line as json', () => {
    expect(formattedLines([{ ID: 'a' }, { ID: 'b' }], { format: 'json' }, 'ps')).toEqual(['{"ID":"a"}', '{"ID":"b"}']);
    expect(formattedLines([{ ID: 'a' }], { json: true }, 'ps')).toEqual(['{"ID":"a"}']);
  });
});
