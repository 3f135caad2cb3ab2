import { Alert, Button, PasswordInput, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ReactElement, type SubmitEvent, useState } from 'react';
import type { AccessRefused } from '../api/accessRefused.ts';
import { storeToken, tokenIn } from '../api/webSocketPipe.ts';
import mark from '../ui/mark.svg';
import { useFeatures } from './context.ts';
import styles from './TokenPage.module.css';

const notAToken = 'This is neither a token nor a link that has one. A token is 16 to 256 letters, digits, dashes and underscores.';

export interface TokenPageProps {
  readonly access: AccessRefused['access'];
  /** Why the token is no longer good, in words. */
  readonly reason: string;
}

/** In place of the pages, when the page has no token or one that is no longer good. */
export function TokenPage({ access, reason }: TokenPageProps): ReactElement {
  const { session } = useFeatures();
  const [pasted, setPasted] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const token = tokenIn(pasted);
    if (token === null) {
      setProblem(notAToken);
      return;
    }
    storeToken(window, token);
    session.retryNow();
  };
  return (
    <main className={styles['page']}>
      <form className={styles['card']} onSubmit={submit} aria-labelledby="token-title">
        <img src={mark} alt="" className={styles['mark']} />
        <Title order={1} id="token-title" className={styles['title'] ?? ''}>
          This dashboard needs a token
        </Title>
        {access === 'badToken' ? (
          <Alert color="ember" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert">
            {reason}
          </Alert>
        ) : null}
        <Text size="sm">
          It shows live figures of a machine, so it opens only for those who may see them. On that machine, the link with the token is in{' '}
          <b>Control Center → Settings → Web access</b>, also as a QR code, or in a terminal:
        </Text>
        <code className={styles['command']}>hecate web show --show-token</code>
        <PasswordInput
          label="Token, or the whole link"
          value={pasted}
          autoComplete="off"
          spellCheck={false}
          error={problem}
          onChange={(event) => {
            setPasted(event.currentTarget.value);
            setProblem(null);
          }}
          visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
        />
        <Button type="submit" disabled={pasted.trim() === ''}>
          Open the dashboard
        </Button>
        <Text size="xs" c="dimmed">
          The token stays in this tab and is sent to this address only.
        </Text>
      </form>
    </main>
  );
}
