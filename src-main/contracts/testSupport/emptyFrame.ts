/** A valid frame in which nothing was measured, for tests to fill in what they are about. Never part of the product. */
import type { MonitorFrame } from '../monitor.ts';

export function emptyFrame(over: Partial<MonitorFrame> = {}): MonitorFrame {
  return {
    sequence: 0,
    at: 1_800_000_000_000,
    intervalMs: null,
    gap: false,
    cpu: emptyCpu(),
    memory: emptyMemory(),
    pressure: { cpu: null, memory: null, io: null },
    disks: [],
    filesystems: [],
    networks: [],
    temperatures: [],
    fans: [],
    powers: [],
    batteries: [],
    gpus: [],
    absent: [],
    ...over,
  };
}

export function emptyCpu(over: Partial<MonitorFrame['cpu']> = {}): MonitorFrame['cpu'] {
  return {
    busyPercent: null,
    userPercent: null,
    systemPercent: null,
    iowaitPercent: null,
    stealPercent: null,
    perCpuBusyPercent: [],
    perCpuUserPercent: [],
    perCpuSystemPercent: [],
    perCpuIowaitPercent: [],
    perCpuStealPercent: [],
    frequencyMHz: [],
    load1: null,
    load5: null,
    load15: null,
    runnable: null,
    threads: null,
    blocked: null,
    contextSwitchesPerSecond: null,
    interruptsPerSecond: null,
    forksPerSecond: null,
    throttlesPerSecond: null,
    ...over,
  };
}

export function emptyMemory(over: Partial<MonitorFrame['memory']> = {}): MonitorFrame['memory'] {
  return {
    totalBytes: null,
    usedBytes: null,
    availableBytes: null,
    freeBytes: null,
    buffersBytes: null,
    cachedBytes: null,
    sharedBytes: null,
    slabBytes: null,
    dirtyBytes: null,
    writebackBytes: null,
    anonymousHugeBytes: null,
    swapTotalBytes: null,
    swapUsedBytes: null,
    swapInBytesPerSecond: null,
    swapOutBytesPerSecond: null,
    majorFaultsPerSecond: null,
    oomKillsPerSecond: null,
    hugePageBytes: null,
    hugePagesTotal: null,
    hugePagesFree: null,
    zram: null,
    ...over,
  };
}

export function emptyDisk(over: Partial<MonitorFrame['disks'][number]> = {}): MonitorFrame['disks'][number] {
  return {
    name: 'sda',
    readBytesPerSecond: null,
    writeBytesPerSecond: null,
    readsPerSecond: null,
    writesPerSecond: null,
    readLatencyMs: null,
    writeLatencyMs: null,
    busyPercent: null,
    queueDepth: null,
    tempC: null,
    health: null,
    wearPercent: null,
    ...over,
  };
}

export function emptyNetwork(over: Partial<MonitorFrame['networks'][number]> = {}): MonitorFrame['networks'][number] {
  return {
    name: 'eth0',
    kind: 'wired',
    up: null,
    linkMegabitsPerSecond: null,
    receiveBytesPerSecond: null,
    sendBytesPerSecond: null,
    receivePacketsPerSecond: null,
    sendPacketsPerSecond: null,
    errorsPerSecond: null,
    dropsPerSecond: null,
    ...over,
  };
}
