/**
 * The look of the product: pigments instead of stock colours. Verdigris (aged
 * copper) is the brand, ember asks for attention, madder warns, dusk informs.
 * Shades 6-7 on paper and 3-4 on ink keep text at WCAG AA (4.5:1) or better.
 */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

const verdigris: MantineColorsTuple = [
  '#e9f5f2',
  '#d0e9e3',
  '#a3d4c9',
  '#73bdad',
  '#4aa894',
  '#2e927e',
  '#1f7d6b',
  '#14685a',
  '#0d5449',
  '#073d35',
];
const ember: MantineColorsTuple = [
  '#fdf3e3',
  '#f9e3c0',
  '#f2c985',
  '#eaad4b',
  '#dd9322',
  '#c27a10',
  '#9a5d08',
  '#804d09',
  '#653e0a',
  '#452a07',
];
const madder: MantineColorsTuple = [
  '#fdeeec',
  '#f9d7d2',
  '#f2aea5',
  '#ec8d81',
  '#dd5b4d',
  '#c53f33',
  '#ab3228',
  '#8f281f',
  '#6b1e18',
  '#481310',
];
const dusk: MantineColorsTuple = [
  '#edf2fa',
  '#d8e3f3',
  '#b0c6e6',
  '#8fafdc',
  '#628bc8',
  '#4772b4',
  '#385d97',
  '#2d4b7a',
  '#233a5e',
  '#172740',
];
/** Neutral greys with a little green, so that they sit beside the brand. */
const gray: MantineColorsTuple = [
  '#f6f6f2',
  '#eeeeea',
  '#e2e2dc',
  '#cfd1ca',
  '#b1b6af',
  '#8b928c',
  '#66706b',
  '#4b5551',
  '#323b38',
  '#1d2422',
];
const dark: MantineColorsTuple = [
  '#dfe6e3',
  '#b9c4c0',
  '#9aa8a3',
  '#64736e',
  '#33403d',
  '#26312f',
  '#182120',
  '#0f1615',
  '#0b1110',
  '#070b0a',
];

/** Filled surfaces are dark on paper and light on ink, so their text must turn too; Mantine decides it once for both. */
const variantColors: VariantColorsResolver = (input) => {
  const resolved = defaultVariantColorsResolver(input);
  return input.variant === 'filled' ? { ...resolved, color: 'var(--hecate-on-filled)' } : resolved;
};

export const theme = createTheme({
  variantColorResolver: variantColors,
  colors: { verdigris, ember, madder, dusk, gray, dark },
  primaryColor: 'verdigris',
  primaryShade: { light: 7, dark: 4 },
  black: '#1d2422',
  fontFamily: 'Inter, "Segoe UI Variable", "Segoe UI", system-ui, Cantarell, Ubuntu, Roboto, "DejaVu Sans", sans-serif',
  fontFamilyMonospace: '"JetBrains Mono", ui-monospace, "Cascadia Code", "Source Code Pro", "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.25' }, h2: { fontSize: '1.0625rem', lineHeight: '1.35' } },
  },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Badge: {
      defaultProps: { radius: 'sm', variant: 'light' },
      styles: { root: { textTransform: 'none', fontWeight: 600, letterSpacing: 0, flex: 'none', maxWidth: '100%' } },
    },
    Modal: {
      defaultProps: {
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.5, blur: 2 },
        transitionProps: { duration: 120 },
      },
      styles: {
        content: { background: 'var(--hecate-surface)' },
        header: { background: 'var(--hecate-surface)' },
        title: { fontWeight: 650, fontSize: '1.0625rem' },
      },
    },
    Popover: { styles: { dropdown: { background: 'var(--hecate-surface)' } } },
    Menu: { styles: { dropdown: { background: 'var(--hecate-surface)' } } },
    // Tooltips carry the reasons of missing values: the keyboard and a finger must reach them too.
    Tooltip: {
      defaultProps: { multiline: true, maw: 340, withArrow: true, openDelay: 150, events: { hover: true, focus: true, touch: true } },
    },
  },
});

const softGrounds = {
  verdigris: { paper: '#dcefe9', ink: '#17352f', text: { paper: verdigris[8], ink: verdigris[2] } },
  ember: { paper: '#fbe9cc', ink: '#3a2a10', text: { paper: ember[8], ink: ember[2] } },
  madder: { paper: '#fbe0dc', ink: '#3d1f1b', text: { paper: madder[8], ink: madder[2] } },
  dusk: { paper: '#e0e9f6', ink: '#1c2a40', text: { paper: dusk[8], ink: dusk[2] } },
  gray: { paper: '#ebeae4', ink: '#25302e', text: { paper: gray[7], ink: dark[1] } },
} as const;

/** Grounds and text of badges and notes; Mantine's own mixtures are too faint on ink. */
function lightVariants(onInk: boolean): Record<`--${string}`, string> {
  const pairs = Object.entries(softGrounds).flatMap(([name, { paper, ink, text }]) => [
    [`--mantine-color-${name}-light`, onInk ? ink : paper],
    [`--mantine-color-${name}-light-color`, onInk ? text.ink : text.paper],
  ]);
  return Object.fromEntries(pairs) as Record<`--${string}`, string>;
}

/** Lines of a chart with several series: told apart by hue and by lightness, 3:1 or better against their ground (WCAG 1.4.11). */
const chartColors = {
  paper: ['#14685a', '#b36a0c', '#385d97', '#a93127', '#7d4a8c', '#6b7412', '#2485a6', '#c2567d'],
  ink: ['#4fb09c', '#eaad4b', '#8fafdc', '#ec8d81', '#c49ad0', '#b5bd5a', '#6cc3de', '#e893b3'],
} as const;

function chartVariables(ground: keyof typeof chartColors): Record<`--${string}`, string> {
  return Object.fromEntries(chartColors[ground].map((color, slot) => [`--hecate-chart-${String(slot)}`, color]));
}

/** Colours that differ between light and dark, as CSS variables for the style sheets. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#f6f5f0',
    '--mantine-color-text': '#1d2422',
    '--mantine-color-dimmed': '#59635f',
    '--mantine-color-default-border': '#dcdbd2',
    '--mantine-color-placeholder': '#6b7570',
    '--mantine-color-anchor': '#14685a',
    '--hecate-surface': '#fffefb',
    '--hecate-raised': '#f3f2ec',
    '--hecate-line': '#e3e1d8',
    '--hecate-accent': '#14685a',
    '--hecate-accent-soft': '#e2f0ec',
    '--hecate-second': '#a3640b',
    '--hecate-warn': '#8a5206',
    '--hecate-danger': '#a93127',
    '--hecate-info': '#385d97',
    '--hecate-rail': '#0f2f2a',
    '--hecate-on-filled': '#ffffff',
    '--mantine-primary-color-contrast': '#ffffff',
    ...chartVariables('paper'),
    ...lightVariants(false),
  },
  dark: {
    '--mantine-color-body': '#0f1615',
    '--mantine-color-text': '#dfe6e3',
    '--mantine-color-dimmed': '#9aa8a3',
    '--mantine-color-default-border': '#33403d',
    '--mantine-color-placeholder': '#8d9b96',
    '--mantine-color-default': '#1c2625',
    '--mantine-color-default-hover': '#243130',
    '--mantine-color-anchor': '#73bdad',
    '--hecate-surface': '#161f1e',
    '--hecate-raised': '#1c2726',
    '--hecate-line': '#283432',
    '--hecate-accent': '#4fb09c',
    '--hecate-accent-soft': '#17322d',
    '--hecate-second': '#eaad4b',
    '--hecate-warn': '#eaad4b',
    '--hecate-danger': '#ec8d81',
    '--hecate-info': '#8fafdc',
    '--hecate-rail': '#0a1211',
    '--hecate-on-filled': '#07110f',
    '--mantine-primary-color-contrast': '#07110f',
    ...chartVariables('ink'),
    ...lightVariants(true),
  },
});
