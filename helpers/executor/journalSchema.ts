/** Tables of the journal. `user_version` counts the migrations that were run. */
export const migrations: readonly string[] = [
  `CREATE TABLE plan (
     seq INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     document TEXT NOT NULL,
     state TEXT NOT NULL,
     risk TEXT NOT NULL,
     applied_at TEXT,
     undone_at TEXT,
     undone_because TEXT,
     confirm_by TEXT,
     confirm_seconds INTEGER,
     uid INTEGER,
     boot_id TEXT NOT NULL,
     counted_boot_id TEXT,
     boots INTEGER NOT NULL DEFAULT 0,
     undo_scope TEXT
   ) STRICT;
   CREATE INDEX plan_state ON plan (state);
   CREATE TABLE step (
     plan_seq INTEGER NOT NULL REFERENCES plan (seq),
     position INTEGER NOT NULL,
     knob_id TEXT,
     target TEXT NOT NULL,
     state TEXT NOT NULL,
     prior TEXT,
     prior_text TEXT,
     undo_started INTEGER NOT NULL DEFAULT 0,
     boot_id TEXT,
     problem TEXT,
     PRIMARY KEY (plan_seq, position)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX step_target ON step (target);
   CREATE TABLE audit (
     seq INTEGER PRIMARY KEY,
     at TEXT NOT NULL,
     uid INTEGER,
     pid INTEGER,
     verb TEXT NOT NULL,
     plan_id TEXT,
     subject TEXT,
     old_value TEXT,
     new_value TEXT,
     outcome TEXT NOT NULL
   ) STRICT;`,
];

export const auditKeptRows = 50_000;
