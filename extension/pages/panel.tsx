import '../../shared/ui/style.css';
import './panel.css';
import { PanelPage } from './panel-page.tsx';
import { showPage } from './show-page.tsx';

const root = document.getElementById('panel');
if (root) await showPage(root, PanelPage);
