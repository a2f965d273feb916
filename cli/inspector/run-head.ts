import { familiarName } from '../../engine/image/reference.ts';
import type { Json } from '../../engine/json.ts';
import type { RecordedRun } from '../../engine/record/entry.ts';
import type { RunRequest } from '../../machines/actors/contract.ts';
import type { Badge } from '../../machines/evidence.ts';
import type { Io } from '../io.ts';
import { recordedImage } from '../recorded-image.ts';
import { hereAndNow } from '../recording.ts';
import type { RunHead } from './page/messages.ts';

/** What a page is told first of a run that begins now. */
export function headOfLiveRun(request: RunRequest, badge: Badge, io: Io): RunHead {
  return {
    image: familiarName(request.reference),
    badge,
    isRecording: false,
    ...hereAndNow(io),
    request: request as unknown as Json,
  };
}

/** What a page is told first of a run that is over. */
export function headOfRecordedRun({ header, head }: RecordedRun): RunHead {
  const { startedAt, versions, host, request } = header;
  return {
    image: recordedImage(request),
    badge: 'REPLAY',
    isRecording: true,
    startedAt,
    versions,
    host,
    request,
    chain: head,
  };
}
