from django.http import HttpResponse


def client_list(request):
    return HttpResponse("")


def client_detail(request, pk):
    return HttpResponse("")
