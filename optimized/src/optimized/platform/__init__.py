"""What Django needs to be fast under ASGI, by hooks that Django, asgiref and ninja-extra document.

Each part has a plain counterpart, `stock`, for experiments: see PLATFORM in settings/base.py.
"""
