import { useState } from 'react';

/** What a field shows until it is stored, and the function that edits it. A value that was changed elsewhere replaces the draft. */
export function useDraft<Value>(value: Value): readonly [shown: Value, edit: (text: Value) => void] {
  const [draft, setDraft] = useState({ of: value, text: value });
  return [
    draft.of === value ? draft.text : value,
    (text) => {
      setDraft({ of: value, text });
    },
  ];
}
