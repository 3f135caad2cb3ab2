/** The user's own profiles: one JSON file each, named after its id. */
import { printable } from '../../../base/text.ts';
import { isAppError } from '../../../contracts/errors.ts';
import type { ProfileFile, ProfileInfo } from '../../../contracts/profiles.ts';
import type { DocumentStore, KnobCatalogPort } from '../../../services/ports.ts';
import { isBuiltIn } from './builtIn.ts';
import { parseProfileText, profileText } from './profileFile.ts';

interface LibraryProblem {
  readonly file: string;
  readonly line: number | null;
  readonly problem: string;
}

/** Reads the files on every call: they are few, small, and may be edited by hand at any time. */
export interface ProfileLibrary {
  /** Damaged files are named in `problems`; the others are still there. */
  load(): { readonly profiles: readonly ProfileFile[]; readonly problems: readonly LibraryProblem[] };
  find(id: string): ProfileFile | undefined;
  write(profile: ProfileFile): void;
  remove(id: string): void;
}

const ending = '.json';

/** A file that cannot be used is a problem in a list, never an exception. */
export function createProfileLibrary(documents: DocumentStore, knobs: KnobCatalogPort): ProfileLibrary {
  const readOne = (file: string): ProfileFile | LibraryProblem => {
    try {
      const text = documents.read(file);
      if (text === undefined) return { file, line: null, problem: 'could not be read' };
      const profile = parseProfileText(text, knobs);
      if (isBuiltIn(profile.id)) return { file, line: null, problem: `${profile.id} is the id of a built-in profile` };
      if (`${profile.id}${ending}` === file) return profile;
      return { file, line: null, problem: `holds the profile ${profile.id} and should be called ${profile.id}${ending}` };
    } catch (error) {
      if (isAppError(error, 'profile.invalid')) return { file, line: error.details.line, problem: problemIn(error.details.issues) };
      return { file, line: null, problem: printable(error instanceof Error ? error.message : 'could not be read') };
    }
  };
  return {
    load() {
      const read = documents
        .list()
        .filter((file) => file.endsWith(ending))
        .map(readOne);
      return {
        profiles: read.filter((one) => 'schema' in one),
        problems: read.filter((one) => 'problem' in one),
      };
    },
    find(id) {
      const file = `${id}${ending}`;
      if (!documents.list().includes(file)) return undefined;
      const one = readOne(file);
      return 'schema' in one ? one : undefined;
    },
    write(profile) {
      documents.write(`${profile.id}${ending}`, profileText(profile));
    },
    remove(id) {
      documents.remove(`${id}${ending}`);
    },
  };
}

/** The file without its envelope. */
export function infoOf(profile: ProfileFile): ProfileInfo {
  const { id, title, description, base, knobs, acceptedDangers } = profile;
  return { id, title, description, builtIn: false, base, knobs, acceptedDangers };
}

function problemIn(issues: readonly { readonly field: string; readonly problem: string }[]): string {
  return issues.map((issue) => (issue.field === '' ? issue.problem : `${issue.field} ${issue.problem}`)).join('; ');
}
