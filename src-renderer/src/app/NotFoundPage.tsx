import { IconMapOff } from '@tabler/icons-react';
import type { ReactElement } from 'react';
import { EmptyNote } from '../ui/EmptyNote.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Page } from '../ui/Page.tsx';

export function NotFoundPage(): ReactElement {
  return (
    <Page title="No such page">
      <EmptyNote
        icon={IconMapOff}
        title="There is nothing here"
        text="The address names a page that this version does not have."
        action={<LinkButton to="/">Go to the overview</LinkButton>}
      />
    </Page>
  );
}
