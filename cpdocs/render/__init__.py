"""Paper: blocks become a PDF or a Word file, are stamped for one recipient, and are read back and checked.

The order is fixed: ``Fence.lay_out`` (a Draft to clean bytes, in a fenced child), ``Fence.stamp`` (issued-to line and
serial, without laying out again), then ``extract`` and ``check`` on the finished bytes, in the parent. Nothing here
knows a record, a View or a recipient's rights.
"""
