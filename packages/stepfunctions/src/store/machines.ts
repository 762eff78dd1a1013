import { Machine } from '../core/machine.ts';
import type { Database } from './database.ts';

export interface MachineRow {
  arn: string;
  name: string;
  type: string;
  definition: number;
  role_arn: string;
  settings: string;
  tags: string;
  revision: string;
  created: number;
  updated: number;
  next_version: number;
}

interface VersionRow {
  arn: string;
  machine: string;
  version: number;
  definition: number;
  role_arn: string;
  revision: string;
  description: string | null;
  created: number;
}

interface AliasRow {
  arn: string;
  machine: string;
  name: string;
  description: string | null;
  routing: string;
  created: number;
  updated: number;
}

/** How many definitions stay compiled; a definition that is used again is compiled again. */
const COMPILED = 64;

/** State machines, and every definition that any of them or of their executions has. */
export class MachineStore {
  readonly #database: Database;
  readonly #compiled = new Map<number, Machine>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** The id of a definition's text; the same text has one id for ever. */
  keepDefinition(text: string): number {
    const known = this.#database.get<{ id: number }>('SELECT id FROM definitions WHERE text = ?', text);
    return known?.id ?? this.#database.run('INSERT INTO definitions (text) VALUES (?)', text).lastInsertRowid;
  }

  definitionText(id: number): string {
    const row = this.#database.get<{ text: string }>('SELECT text FROM definitions WHERE id = ?', id);
    if (!row) throw new Error(`There is no definition ${id}.`);
    return row.text;
  }

  compiled(id: number): Machine {
    const known = this.#compiled.get(id);
    if (known) return known;
    const machine = new Machine(JSON.parse(this.definitionText(id)));
    const [oldest] = this.#compiled.keys();
    if (this.#compiled.size >= COMPILED && oldest !== undefined) this.#compiled.delete(oldest);
    this.#compiled.set(id, machine);
    return machine;
  }

  machine(arn: string): MachineRow | undefined {
    return this.#database.get<MachineRow>('SELECT * FROM machines WHERE arn = ?', arn);
  }

  insert(row: Omit<MachineRow, 'next_version'>): void {
    this.#database.run(
      `INSERT INTO machines (arn, name, type, definition, role_arn, settings, tags, revision, created, updated)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      row.arn,
      row.name,
      row.type,
      row.definition,
      row.role_arn,
      row.settings,
      row.tags,
      row.revision,
      row.created,
      row.updated,
    );
  }

  update(row: MachineRow): void {
    this.#database.run(
      `UPDATE machines SET definition = ?, role_arn = ?, settings = ?, tags = ?, revision = ?, updated = ?, next_version = ?
       WHERE arn = ?`,
      row.definition,
      row.role_arn,
      row.settings,
      row.tags,
      row.revision,
      row.updated,
      row.next_version,
      row.arn,
    );
  }

  /** Deletes a machine with its versions and aliases; its executions stay and keep their definition. */
  remove(arn: string): void {
    this.#database.run('DELETE FROM machines WHERE arn = ?', arn);
    this.#database.run('DELETE FROM versions WHERE machine = ?', arn);
    this.#database.run('DELETE FROM aliases WHERE machine = ?', arn);
  }

  machines(): MachineRow[] {
    return this.#database.all('SELECT * FROM machines ORDER BY name');
  }

  version(arn: string): VersionRow | undefined {
    return this.#database.get<VersionRow>('SELECT * FROM versions WHERE arn = ?', arn);
  }

  versions(machine: string): VersionRow[] {
    return this.#database.all('SELECT * FROM versions WHERE machine = ? ORDER BY version DESC', machine);
  }

  insertVersion(row: VersionRow): void {
    this.#database.run(
      'INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      row.arn,
      row.machine,
      row.version,
      row.definition,
      row.role_arn,
      row.revision,
      row.description,
      row.created,
    );
  }

  removeVersion(arn: string): void {
    this.#database.run('DELETE FROM versions WHERE arn = ?', arn);
  }

  alias(arn: string): AliasRow | undefined {
    return this.#database.get<AliasRow>('SELECT * FROM aliases WHERE arn = ?', arn);
  }

  aliases(machine: string): AliasRow[] {
    return this.#database.all('SELECT * FROM aliases WHERE machine = ? ORDER BY name', machine);
  }

  saveAlias(row: AliasRow): void {
    this.#database.run(
      `INSERT INTO aliases VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (arn)
       DO UPDATE SET description = excluded.description, routing = excluded.routing, updated = excluded.updated`,
      row.arn,
      row.machine,
      row.name,
      row.description,
      row.routing,
      row.created,
      row.updated,
    );
  }

  removeAlias(arn: string): void {
    this.#database.run('DELETE FROM aliases WHERE arn = ?', arn);
  }
}
