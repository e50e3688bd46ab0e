"""The record leaves the building: a dialogue as an audience may read it, in the forms that others can use and prove.

`told` is the one value that everything is made from; `forms` is the table of forms.
"""
