-- Rooms for one file, as it was read; they vanish with the transaction, or when the next file of
-- the same transaction comes.
DROP TABLE IF EXISTS pg_temp.stage_run, pg_temp.stage_student, pg_temp.stage_group,
  pg_temp.stage_member, pg_temp.stage_staff, pg_temp.stage_task, pg_temp.stage_guardian,
  pg_temp.stage_link, pg_temp.stage_rejected,
  pg_temp.stage_present, pg_temp.stage_changed;
CREATE TEMP TABLE stage_student (
  ref text, line int, las_key text, call_name text, first_names text,
  initials text, prefix text, surname text, born_on date, email text,
  enrolled_on date, left_on date, year_level text,
  student_id bigint, is_new boolean DEFAULT false, is_former boolean DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE stage_rejected (las_key text) ON COMMIT DROP;
CREATE TEMP TABLE stage_group (
  key text, name text, kind text, year_level text, group_id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE stage_member (
  student_ref text, group_key text, line int, period text, starts date, ends date
) ON COMMIT DROP;
CREATE TEMP TABLE stage_staff (
  ref text, las_key text, call_name text, initials text, prefix text,
  surname text, full_name text, email text, kind text, staff_id bigint
) ON COMMIT DROP;
CREATE TEMP TABLE stage_task (
  staff_ref text, staff_name text, line int, group_key text, student_ref text, role text,
  evidence text
) ON COMMIT DROP;
CREATE TEMP TABLE stage_guardian (
  ref text, line int, las_key text, call_name text, initials text, prefix text,
  surname text, email text, mobile text, secret boolean, institution boolean,
  guardian_id bigint, is_new boolean DEFAULT false
) ON COMMIT DROP;
CREATE TEMP TABLE stage_link (
  guardian_ref text, student_key text, line int, relation text, authority text, priority int,
  student_id bigint
) ON COMMIT DROP;
-- Whom of the people that were known before the file says something new about.
CREATE TEMP TABLE stage_changed (id bigint) ON COMMIT DROP;
