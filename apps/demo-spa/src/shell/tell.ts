import { notifications } from '@mantine/notifications';

/** Tells how an action ended whose page is left by it. */
export function tell(message: string): void {
  notifications.show({
    message,
    color: 'teal',
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}
