export interface Tab {
  readonly id: string;
  readonly title: string;
  /** Nothing to see there at this moment. */
  readonly isEmpty?: boolean;
  /** The teacher of a class looks at it. */
  readonly isTeachers?: boolean;
}

interface TabsProps {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  /** The id of the element that shows what is chosen. */
  readonly panel: string;
  readonly look?: string;
}

/** Tabs, of which arrow keys choose the neighbour. */
export function Tabs({ label, tabs, chosen, onChoose, panel, look = '' }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = tabs.findIndex(({ id }) => id === chosen);
    const next = tabs[(at + step + tabs.length) % tabs.length]!;
    onChoose(next.id);
    const holder = event.currentTarget as HTMLElement;
    requestAnimationFrame(() => holder.querySelector<HTMLElement>('[aria-selected=true]')?.focus());
  };
  return (
    <div class={`tabs ${look}`} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
      {tabs.map(({ id, title, isEmpty, isTeachers }) => (
        <button
          key={id}
          type="button"
          role="tab"
          id={`tab-${id}`}
          aria-selected={id === chosen}
          aria-controls={panel}
          tabIndex={id === chosen ? 0 : -1}
          class={`${isEmpty ? 'empty' : ''} ${isTeachers ? 'teachers' : ''}`}
          title={isTeachers ? 'The teacher is here.' : undefined}
          onClick={() => onChoose(id)}
        >
          {title}
        </button>
      ))}
    </div>
  );
}
