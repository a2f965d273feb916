interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** How many lines have it. */
  readonly found: number;
}

/** A text to look for in what stands below. */
export const Search = ({ label, value, onChange, found }: SearchProps) => (
  <div class="search">
    <input
      type="search"
      aria-label={label}
      placeholder="search"
      value={value}
      spellcheck={false}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
    />
    <span class="quiet" role="status">
      {value === '' ? '' : `${found} ${found === 1 ? 'line' : 'lines'}`}
    </span>
  </div>
);
