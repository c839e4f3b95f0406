/** A part of Outlook's palette; the real one has almost a thousand properties. */
const LIGHT = {
  '--black': '#000',
  '--white': '#fff',
  '--neutralPrimarySurface': '#ffffff',
  '--neutralSecondarySurface': '#f5f5f5',
  '--neutralPrimary': '#242424',
  '--neutralSecondary': '#616161',
  '--neutralLighter': '#f0f0f0',
  '--neutralLight': '#e0e0e0',
  '--neutralQuaternary': '#d1d1d1',
  '--themePrimary': '#0f6cbd',
  '--themeLighter': '#cfe4fa',
  '--themeLighterAlt': '#ebf3fc',
  '--headerBackground': '#0f6cbd',
  '--headerText': '#ffffff',
  '--headerField': '#e8f1fa',
  '--colorNeutralBackground1': '#ffffff',
  '--colorNeutralForeground1': '#242424',
  '--colorBrandBackground': '#0f6cbd',
  '--colorBrandForegroundOn': '#ffffff',
  '--colorToastBackground': '#242424',
  '--colorToastForeground': '#ffffff',
  '--fontFamilyBase': "'Segoe UI', 'Segoe UI Web (West European)', system-ui, sans-serif",
};

const DARK: typeof LIGHT = {
  '--black': '#FFFFFF',
  '--white': '#1f1f1f',
  '--neutralPrimarySurface': '#292929',
  '--neutralSecondarySurface': '#1f1f1f',
  '--neutralPrimary': '#ffffff',
  '--neutralSecondary': '#adadad',
  '--neutralLighter': '#333333',
  '--neutralLight': '#3d3d3d',
  '--neutralQuaternary': '#525252',
  '--themePrimary': '#479ef5',
  '--themeLighter': '#0e4775',
  '--themeLighterAlt': '#082338',
  '--headerBackground': '#0c3b5e',
  '--headerText': '#ffffff',
  '--headerField': '#2e4f6b',
  '--colorNeutralBackground1': '#292929',
  '--colorNeutralForeground1': '#ffffff',
  '--colorBrandBackground': '#115ea3',
  '--colorBrandForegroundOn': '#ffffff',
  '--colorToastBackground': '#f5f5f5',
  '--colorToastForeground': '#242424',
  '--fontFamilyBase': LIGHT['--fontFamilyBase'],
};

/** Writes the palette where Outlook has it: as inline custom properties of the document's element. */
export function applyTheme(theme: 'light' | 'dark'): void {
  const { style } = document.documentElement;
  for (const [name, value] of Object.entries(theme === 'dark' ? DARK : LIGHT)) {
    style.setProperty(name, value);
  }
}
