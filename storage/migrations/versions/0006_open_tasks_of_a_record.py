"""Open tasks of a record are found soonest first."""

from __future__ import annotations

from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tasks_client_id_status'))
        batch_op.drop_index(batch_op.f('ix_tasks_deal_id_status'))
        batch_op.drop_index(batch_op.f('ix_tasks_lead_id_status'))
        batch_op.create_index(batch_op.f('ix_tasks_client_id_status_due_at'), ['client_id', 'status', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_deal_id_status_due_at'), ['deal_id', 'status', 'due_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_lead_id_status_due_at'), ['lead_id', 'status', 'due_at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tasks_lead_id_status_due_at'))
        batch_op.drop_index(batch_op.f('ix_tasks_deal_id_status_due_at'))
        batch_op.drop_index(batch_op.f('ix_tasks_client_id_status_due_at'))
        batch_op.create_index(batch_op.f('ix_tasks_lead_id_status'), ['lead_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_deal_id_status'), ['deal_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_tasks_client_id_status'), ['client_id', 'status'], unique=False)

