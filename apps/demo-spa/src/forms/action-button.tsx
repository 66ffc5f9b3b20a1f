import { Button, type ButtonProps } from '@mantine/core';
import { type ComponentProps, useEffect, useRef } from 'react';

interface Props extends Omit<ButtonProps, 'loading'>, Pick<ComponentProps<'button'>, 'type' | 'onClick'> {
  readonly isUnderWay: boolean;
}

/**
 * A button that shows that its action is under way. It is disabled meanwhile, and browsers take the focus off what is disabled: it has it again afterwards,
 * unless something else has got it.
 */
export function ActionButton({ isUnderWay, ...props }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  const wasUnderWay = useRef(false);
  useEffect(() => {
    const hasEnded = wasUnderWay.current && !isUnderWay;
    wasUnderWay.current = isUnderWay;
    if (hasEnded && document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, [isUnderWay]);
  return <Button {...props} ref={button} loading={isUnderWay} />;
}
