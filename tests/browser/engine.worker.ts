import './dynamic-import.ts';
import '../../shared/engine.worker.ts';
