import { evidenceOf } from '#local/demo/scenario.ts';
import type { Player } from './player.ts';

const XIANYANG_SMALL = '91610402TT0000051N';
const SHANGLUO_MICRO = '91611002TT0000073N';
const WEINAN = '91610502TT00000848';
/** Of Tongchuan, where the demonstration has planned no shifts: what is submitted there waits. */
const TONGCHUAN = '91610202TT0000130W';

/** A kind of lifecycle, by the name under which its budget stands. */
export type Kind = { name: string; play: (player: Player) => Promise<void> };

const automatic = (mode: 'send-in' | 'on-site'): Kind => ({
  name: `automatic ${mode}, one instrument`,
  play: async (player) => {
    await player.submit(XIANYANG_SMALL, {
      mode,
      lines: [player.line('digital-multimeter', 1)],
      evidence: evidenceOf(XIANYANG_SMALL, 'size-declaration'),
    });
    await player.verify();
    await player.expect('COMPLETED');
  },
});

/** `count` thermometers of a micro enterprise, whose waiver a person decides. */
const discretionary = (player: Player, count: number) =>
  player.submit(SHANGLUO_MICRO, {
    mode: 'send-in',
    lines: Array.from({ length: count }, (_, index) =>
      player.line('infrared-forehead-thermometer', index + 1),
    ),
    evidence: evidenceOf(SHANGLUO_MICRO, 'size-declaration', 'epidemic-use-declaration'),
  });

/** Every way that a lifecycle can go, each with one appointment. */
export const kinds: readonly Kind[] = [
  automatic('send-in'),
  automatic('on-site'),
  {
    name: 'countersigned, five instruments',
    play: async (player) => {
      await discretionary(player, 5);
      await player.decide('waiver-review', { outcome: 'approve', ratePercent: 40, reason: '微型企业，涉疫' });
      await player.decide('waiver-countersign', { outcome: 'approve' }, 2);
      await player.verify();
      await player.expect('COMPLETED');
    },
  },
  {
    name: 'default after escalation, one instrument',
    play: async (player) => {
      await discretionary(player, 1);
      await player.verify();
      await player.passHours(49);
      await player.passHours(25);
      await player.expect('COMPLETED');
    },
  },
  {
    name: 'returned at the intake, one instrument',
    play: async (player) => {
      await player.submit(WEINAN, {
        mode: 'send-in',
        lines: [player.line('other', 1, { otherName: '压力表（未写型号）' })],
      });
      await player.decide('intake-review', {
        outcome: 'return',
        reason: '第 1 项名称不规范',
        lines: [{ line: 1, reason: '请在目录中选择“压力表”并填写准确度等级' }],
      });
      await player.expect('RETURNED');
    },
  },
  {
    name: 'cancelled in the queue, one instrument',
    play: async (player) => {
      await player.submit(TONGCHUAN, {
        mode: 'send-in',
        lines: [player.line('truck-scale', 1, { kind: 'verification', purpose: 'trade-settlement' })],
      });
      await player.expect('QUEUED');
      await player.cancel(TONGCHUAN);
      await player.expect('CANCELLED');
    },
  },
];
