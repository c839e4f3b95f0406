import '../../shared/ui/style.css';
import './popup.css';
import { PopupPage } from './popup-page.tsx';
import { showPage } from './show-page.tsx';

const root = document.getElementById('popup');
if (root) await showPage(root, PopupPage);
